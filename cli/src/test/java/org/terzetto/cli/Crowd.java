package org.terzetto.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many clients of an echo server at once, polite and rude ones. On virtual threads and the JDK's
 * blocking sockets, as an opinion other than our own.
 */
final class Crowd {
  private static final int BYTES_EACH = 1 << 20;
  private static final int LARGEST_PIECE = 1 << 16;

  /** What everybody sends, each from an offset of its own. */
  private static final byte[] DATA = new byte[2 * BYTES_EACH];

  static {
    new Random(0).nextBytes(DATA);
  }

  private final int port;

  Crowd(int port) {
    this.port = port;
  }

  /** What one client does with its connection. */
  private interface Manners {
    void talk(Socket socket, Random random) throws IOException;
  }

  /**
   * Connects them all, lets them all talk at once, and waits for the last of them.
   *
   * @param polite how many send a mebibyte and check that it comes back
   * @param rude how many reset the connection in the midst of it, and as many again that half-close
   *     it before they read
   */
  void meet(int polite, int rude) throws Exception {
    CountDownLatch connected = new CountDownLatch(polite + 2 * rude);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < polite + 2 * rude; i++) {
        Manners manners =
            i < polite ? Crowd::politely : i < polite + rude ? Crowd::reset : Crowd::halfClose;
        Random random = new Random(i);
        clients.add(threads.submit(() -> visit(manners, random, connected)));
      }
      for (Future<?> client : clients) {
        await(client);
      }
    }
  }

  /**
   * Connects clients that send as much as the server takes, and never read; close them yourself.
   */
  List<SocketChannel> stall(int count) throws IOException {
    List<SocketChannel> stalling = new ArrayList<>();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(address);
      stalling.add(channel);
      channel.configureBlocking(false);
      ByteBuffer data = ByteBuffer.wrap(DATA);
      while (data.hasRemaining() && channel.write(data) > 0) {}
    }
    return stalling;
  }

  private Void visit(Manners manners, Random random, CountDownLatch connected) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      connected.countDown();
      connected.await();
      manners.talk(socket, random);
    }
    return null;
  }

  private static void politely(Socket socket, Random random) throws IOException {
    OutputStream out = socket.getOutputStream();
    int offset = random.nextInt(BYTES_EACH);
    for (int left = BYTES_EACH; left > 0; ) {
      int piece = Math.min(left, 1 + random.nextInt(LARGEST_PIECE));
      out.write(DATA, offset, piece);
      expect(socket, offset, piece);
      offset += piece;
      left -= piece;
    }
  }

  private static void reset(Socket socket, Random random) throws IOException {
    int sent = 1 + random.nextInt(LARGEST_PIECE);
    socket.getOutputStream().write(DATA, 0, sent);
    expect(socket, 0, random.nextInt(sent));
    socket.setSoLinger(true, 0);
  }

  private static void halfClose(Socket socket, Random random) throws IOException {
    int offset = random.nextInt(BYTES_EACH);
    int sent = 1 + random.nextInt(LARGEST_PIECE);
    socket.getOutputStream().write(DATA, offset, sent);
    socket.shutdownOutput();
    expect(socket, offset, sent);
    if (socket.getInputStream().read() != -1) {
      throw new AssertionError("more came back than was sent");
    }
  }

  private static void expect(Socket socket, int offset, int length) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] received = in.readNBytes(length);
    if (!Arrays.equals(received, 0, received.length, DATA, offset, offset + length)) {
      throw new AssertionError(
          "%d bytes came back, not the %d that were sent".formatted(received.length, length));
    }
  }

  private static void await(Future<?> client) throws InterruptedException {
    try {
      client.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a client failed", e.getCause());
    }
  }
}
