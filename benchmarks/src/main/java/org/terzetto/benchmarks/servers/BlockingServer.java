package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Blocking sockets, with a virtual thread for each. */
final class BlockingServer {
  private BlockingServer() {}

  static void main() throws Exception {
    Thread.ofVirtual().start(BlockingServer::accept).join();
  }

  private static void accept() {
    try (ServerSocket server = new ServerSocket(0, 65_535, InetAddress.getLoopbackAddress())) {
      ServerHost.announce(server.getLocalPort());
      while (true) {
        Socket socket = server.accept();
        Thread.startVirtualThread(() -> echo(socket));
      }
    } catch (IOException e) {
      System.err.println(e);
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      byte[] buffer = new byte[4096];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        if (count == buffer.length && count < 65_536) {
          buffer = new byte[2 * count]; // grows as ours does
        }
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }
}
