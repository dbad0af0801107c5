package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.Terzetto;
import org.terzetto.testing.Connections;
import org.terzetto.testing.Covers;

@Covers("TST-14")
class ConnectionsTest {
  @ParameterizedTest
  @EnumSource
  void connectTo_anyKindOfListener_givesTheOtherEnd(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = SocketListener.of(transport.listen())) {
        assertConnects(listener);
        Transport.deleteFile(listener.localAddress());
      }
    });
  }

  @Test
  void connectTo_wildcard_goesThroughTheLoopbackAddressOfItsFamily() throws Exception {
    Terzetto.run(() -> {
      try (SocketListener all = Tcp.openTcpListeners(0).getFirst();
          SocketListener four = SocketListener.of(listenOnAllOfIpv4())) {
        for (SocketListener listener : new SocketListener[] {all, four}) {
          InetSocketAddress remote = (InetSocketAddress) assertConnects(listener);
          assertTrue(remote.getAddress().isLoopbackAddress());
          assertEquals(address(listener).getClass(), remote.getAddress().getClass());
        }
      }
    });
  }

  @Test
  void connectTo_closedListener_isRefused() throws Exception {
    Terzetto.run(() -> {
      SocketListener listener = SocketListener.of(Transport.TCP.listen());
      listener.close();
      assertThrows(IOException.class, () -> Connections.connectTo(listener));
    });
  }

  private static ServerSocketChannel listenOnAllOfIpv4() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.INET)
        .bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0));
  }

  private static InetAddress address(SocketListener listener) {
    return ((InetSocketAddress) listener.localAddress()).getAddress();
  }

  private static SocketAddress assertConnects(SocketListener listener) throws Exception {
    SocketStream[] connected = {null};
    assertCheckpoints(() -> connected[0] = Connections.connectTo(listener));
    try (SocketStream client = connected[0];
        SocketStream accepted = listener.accept()) {
      client.sendAll(new byte[] {3});
      assertArrayEquals(new byte[] {3}, accepted.receiveSome());
      return client.remoteAddress();
    }
  }
}
