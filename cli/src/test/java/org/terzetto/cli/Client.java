package org.terzetto.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;

/** A client of the echo server, on a plain blocking socket. */
final class Client implements AutoCloseable {
  private final Socket socket;

  private Client(Socket socket) {
    this.socket = socket;
  }

  static Client connect(int port) throws IOException {
    return new Client(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Sends one byte, and gives back what comes back; -1 at end of file. */
  int exchange(int value) throws IOException {
    send(value);
    return receive();
  }

  void send(int value) throws IOException {
    socket.getOutputStream().write(value);
  }

  int receive() throws IOException {
    return socket.getInputStream().read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Returns once the server has stopped listening. */
  static void awaitRefusal(int port) throws IOException {
    while (true) {
      try {
        connect(port).close();
      } catch (ConnectException e) {
        return;
      }
    }
  }
}
