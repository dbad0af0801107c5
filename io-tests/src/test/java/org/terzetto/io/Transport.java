package org.terzetto.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import org.terzetto.testing.StreamPair;

/** The kinds of sockets that a {@link SocketStream} takes, for tests that run on each. */
enum Transport {
  TCP {
    @Override
    ServerSocketChannel listen() throws IOException {
      return ServerSocketChannel.open()
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
  },
  UNIX {
    @Override
    ServerSocketChannel listen() throws IOException {
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(null);
    }
  };

  /** A listening socket in blocking mode. */
  abstract ServerSocketChannel listen() throws IOException;

  /** Two connected sockets in non-blocking mode. */
  record Channels(SocketChannel one, SocketChannel other) {}

  /** Small buffers on both sides, so that a sender soon has to wait. Never suspends the thread. */
  Channels channels() throws IOException {
    try (ServerSocketChannel server = listen()) {
      server.configureBlocking(false);
      if (this == TCP) {
        server.setOption(StandardSocketOptions.SO_RCVBUF, 16_384);
      }
      SocketAddress address = server.getLocalAddress();
      SocketChannel client = connect(address);
      client.setOption(StandardSocketOptions.SO_SNDBUF, 16_384);
      SocketChannel accepted = server.accept();
      while (accepted == null) {
        Thread.onSpinWait();
        accepted = server.accept();
      }
      accepted.setOption(StandardSocketOptions.SO_SNDBUF, 16_384);
      accepted.configureBlocking(false);
      deleteFile(address);
      return new Channels(client, accepted);
    }
  }

  /** Connects to someone who listens, who need not have accepted. */
  static SocketChannel connect(SocketAddress address) throws IOException {
    SocketChannel client =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    client.configureBlocking(false);
    client.connect(address);
    while (!client.finishConnect()) {
      Thread.onSpinWait();
    }
    return client;
  }

  StreamPair<SocketStream, SocketStream> pair() throws IOException {
    Channels channels = channels();
    return new StreamPair<>(SocketStream.of(channels.one), SocketStream.of(channels.other));
  }

  static void deleteFile(SocketAddress address) throws IOException {
    if (address instanceof UnixDomainSocketAddress unix) {
      Files.deleteIfExists(unix.getPath());
    }
  }
}
