package org.terzetto.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.terzetto.Nursery;
import org.terzetto.TaskStatus;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;

/** An echo server on the JDK's channels and {@link Readiness} alone. */
public final class LowLevelEcho {
  private LowLevelEcho() {}

  // tag::serve[]
  static void serve(TaskStatus<Integer> status) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.configureBlocking(false);
      status.started(server.socket().getLocalPort());
      Nursery.run(connections -> acceptForever(server, connections));
    }
  }

  static void acceptForever(ServerSocketChannel server, Nursery connections) throws Exception {
    Readiness readiness = Readiness.of(server);
    try {
      while (true) {
        SocketChannel client = server.accept();
        if (client == null) {
          readiness.waitReadable();
        } else {
          connections.startSoon("echo", () -> echo(client));
          Checkpoints.checkpoint();
        }
      }
    } finally {
      readiness.notifyClosing();
    }
  }

  // end::serve[]

  // tag::echo[]
  static void echo(SocketChannel client) throws Exception {
    try (client) {
      client.configureBlocking(false);
      Readiness readiness = Readiness.of(client);
      try {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (receive(client, readiness, buffer.clear()) >= 0) {
          send(client, readiness, buffer.flip());
        }
      } finally {
        readiness.notifyClosing();
      }
    }
  }

  // end::echo[]

  // tag::transfer[]
  static int receive(SocketChannel channel, Readiness readiness, ByteBuffer buffer)
      throws IOException, InterruptedException {
    Checkpoints.checkpoint();
    int count = channel.read(buffer);
    while (count == 0) {
      readiness.waitReadable();
      count = channel.read(buffer);
    }
    return count;
  }

  static void send(SocketChannel channel, Readiness readiness, ByteBuffer buffer)
      throws IOException, InterruptedException {
    Checkpoints.checkpoint();
    channel.write(buffer);
    while (buffer.hasRemaining()) {
      readiness.waitWritable();
      channel.write(buffer);
    }
  }

  // end::transfer[]

  // tag::main[]
  static void main() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          int port = nursery.start("server", LowLevelEcho::serve);
          IO.println("the server says: " + Terzetto.blocking(() -> ask(port, "hello")));
          nursery.cancelScope().cancel("the client has what it wants");
        }));
    IO.println("the server has ended");
  }

  /** Any Java code: this client has never heard of Terzetto. */
  static String ask(int port, String question) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
  // end::main[]
}
