package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.net.SimulatedNetwork;

/** The rules of the JDK's channels: simulated sockets are held against those of the system. */
@Timeout(60)
@Covers("NET-1")
class SocketRulesTest {
  enum Kind {
    REAL {
      @Override
      void run(TaskBody body) throws Exception {
        Terzetto.run(body);
      }
    },
    SIMULATED {
      @Override
      void run(TaskBody body) throws Exception {
        MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
        SimulatedNetwork network = new SimulatedNetwork(1);
        network
            .link(network.localhost(), network.localhost())
            .latency(Duration.ofMillis(1), Duration.ofMillis(3));
        Terzetto.run(network.in(RunOptions.defaults().withClock(clock)), body);
      }
    };

    abstract void run(TaskBody body) throws Exception;
  }

  private static ServerSocketChannel listen() throws IOException {
    ServerSocketChannel server = Network.current().sockets().openServerSocketChannel();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.configureBlocking(false);
    return server;
  }

  private static SocketChannel open() throws IOException {
    SocketChannel channel = Network.current().sockets().openSocketChannel();
    channel.configureBlocking(false);
    return channel;
  }

  private record Pair(SocketChannel client, SocketChannel server) {
    static Pair connect() throws Exception {
      try (ServerSocketChannel listener = listen()) {
        SocketChannel client = open();
        client.connect(listener.getLocalAddress());
        while (!client.finishConnect()) {
          Readiness.of(client).waitWritable();
        }
        SocketChannel server = listener.accept();
        while (server == null) {
          Readiness.of(listener).waitReadable();
          server = listener.accept();
        }
        Readiness.of(listener).notifyClosing();
        server.configureBlocking(false);
        return new Pair(client, server);
      }
    }

    void close() throws IOException {
      for (SocketChannel end : new SocketChannel[] {client, server}) {
        if (end.isOpen()) {
          Readiness.of(end).notifyClosing();
          end.close();
        }
      }
    }
  }

  private static int read(SocketChannel channel, ByteBuffer destination) throws Exception {
    int count = channel.read(destination);
    while (count == 0) {
      Readiness.of(channel).waitReadable();
      count = channel.read(destination);
    }
    return count;
  }

  @ParameterizedTest
  @EnumSource
  void beforeConnecting(Kind kind) throws Exception {
    kind.run(() -> {
      try (SocketChannel channel = open()) {
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThrows(NotYetConnectedException.class, () -> channel.read(buffer));
        assertThrows(NotYetConnectedException.class, () -> channel.write(buffer));
        assertThrows(NotYetConnectedException.class, channel::shutdownInput);
        assertThrows(NotYetConnectedException.class, channel::shutdownOutput);
        assertThrows(NoConnectionPendingException.class, channel::finishConnect);
        assertThrows(
            UnresolvedAddressException.class,
            () -> channel.connect(InetSocketAddress.createUnresolved("x", 80)));
        assertThrows(
            UnsupportedAddressTypeException.class,
            () -> channel.connect(UnixDomainSocketAddress.of("/x")));
        assertFalse(channel.isConnected() || channel.isConnectionPending());
        assertNull(channel.getLocalAddress());
        assertNull(channel.getRemoteAddress());
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        assertTrue(((InetSocketAddress) channel.getLocalAddress()).getPort() > 0);
        assertThrows(AlreadyBoundException.class, () -> channel.bind(null));
        assertTrue(channel.isOpen());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void connected(Kind kind) throws Exception {
    kind.run(() -> {
      Pair pair = Pair.connect();
      SocketChannel client = pair.client();
      SocketChannel server = pair.server();
      assertTrue(client.isConnected() && !client.isConnectionPending());
      assertTrue(client.finishConnect());
      assertEquals(client.getLocalAddress(), server.getRemoteAddress());
      assertEquals(client.getRemoteAddress(), server.getLocalAddress());
      assertThrows(AlreadyConnectedException.class, () -> client.connect(server.getLocalAddress()));
      assertEquals(0, server.read(ByteBuffer.allocate(1)));
      assertEquals(0, server.read(ByteBuffer.allocate(0)));
      assertEquals(0, client.write(ByteBuffer.allocate(0)));
      pair.close();
    });
  }

  @ParameterizedTest
  @EnumSource
  void connecting_whereNobodyListens_closesTheSocket(Kind kind) throws Exception {
    kind.run(() -> {
      InetSocketAddress nobody;
      try (ServerSocketChannel listener = listen()) {
        nobody = (InetSocketAddress) listener.getLocalAddress();
      }
      SocketChannel channel = open();
      ConnectException refused =
          assertThrows(
              ConnectException.class,
              () -> {
                channel.connect(nobody);
                assertThrows(ConnectionPendingException.class, () -> channel.connect(nobody));
                while (!channel.finishConnect()) {
                  Readiness.of(channel).waitWritable();
                }
              });
      assertEquals("Connection refused", refused.getMessage());
      assertFalse(channel.isOpen());
    });
  }

  @ParameterizedTest
  @EnumSource
  void gatheredAndScattered(Kind kind) throws Exception {
    kind.run(() -> {
      Pair pair = Pair.connect();
      ByteBuffer[] sources = {
        ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.allocate(0), ByteBuffer.wrap(new byte[] {3})
      };
      assertEquals(3, pair.client().write(sources));
      ByteBuffer first = ByteBuffer.allocate(1);
      ByteBuffer second = ByteBuffer.allocateDirect(5);
      Readiness.of(pair.server()).waitReadable();
      assertEquals(3, pair.server().read(new ByteBuffer[] {first, second}));
      assertEquals(1, first.get(0));
      assertEquals(2, second.get(0));
      assertEquals(3, second.get(1));
      assertEquals(0, pair.server().read(new ByteBuffer[] {second}));
      pair.close();
    });
  }

  @ParameterizedTest
  @EnumSource
  void fullBuffers_takeAPartAndThenNothing(Kind kind) throws Exception {
    kind.run(() -> {
      Pair pair = Pair.connect();
      ByteBuffer data = ByteBuffer.allocate(64 << 20);
      assertTrue(pair.client().write(data) > 0);
      assertTrue(data.hasRemaining());
      while (pair.client().write(data) > 0) {
        assertTrue(data.hasRemaining());
      }
      int sent = data.position();
      ByteBuffer received = ByteBuffer.allocate(1 << 20);
      int count = 0;
      while (count < sent) {
        count += read(pair.server(), received.clear());
      }
      Readiness.of(pair.client()).waitWritable();
      assertTrue(pair.client().write(data) > 0);
      pair.close();
    });
  }

  @ParameterizedTest
  @EnumSource
  void shutDown_isEndOfFileForThePeer(Kind kind) throws Exception {
    kind.run(() -> {
      Pair pair = Pair.connect();
      ByteBuffer buffer = ByteBuffer.allocate(10);
      pair.client().write(ByteBuffer.allocate(3));
      pair.client().shutdownOutput();
      pair.client().shutdownOutput();
      assertThrows(ClosedChannelException.class, () -> pair.client().write(ByteBuffer.allocate(1)));
      int count = 0;
      while (count < 3) {
        count += read(pair.server(), buffer);
      }
      assertEquals(-1, read(pair.server(), buffer));
      assertEquals(-1, pair.server().read(buffer));
      assertEquals(1, pair.server().write(ByteBuffer.allocate(1)));
      assertEquals(1, read(pair.client(), buffer));
      pair.client().shutdownInput();
      assertEquals(-1, pair.client().read(buffer));
      pair.close();
    });
  }

  @ParameterizedTest
  @EnumSource
  void peerThatHasGone_breaksWrites(Kind kind) throws Exception {
    kind.run(() -> {
      Pair pair = Pair.connect();
      Readiness.of(pair.server()).notifyClosing();
      pair.server().close();
      assertEquals(-1, read(pair.client(), ByteBuffer.allocate(1)));
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              pair.client().write(ByteBuffer.allocate(1));
              Terzetto.sleep(Duration.ofMillis(1));
            }
          });
      pair.close();
    });
  }

  @ParameterizedTest
  @EnumSource
  void closed(Kind kind) throws Exception {
    kind.run(() -> {
      Pair pair = Pair.connect();
      SocketChannel client = pair.client();
      Readiness readiness = Readiness.of(client);
      client.close();
      client.close();
      ByteBuffer buffer = ByteBuffer.allocate(1);
      assertThrows(ClosedChannelException.class, () -> client.read(buffer));
      assertThrows(ClosedChannelException.class, () -> client.write(buffer));
      assertThrows(
          ClosedChannelException.class,
          () -> client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
      assertThrows(ClosedChannelException.class, client::finishConnect);
      assertThrows(ClosedChannelException.class, client::shutdownOutput);
      assertThrows(ClosedChannelException.class, client::getLocalAddress);
      assertThrows(ClosedChannelException.class, client::getRemoteAddress);
      assertThrows(ClosedChannelException.class, () -> client.configureBlocking(false));
      assertThrows(
          ClosedChannelException.class, () -> client.getOption(StandardSocketOptions.TCP_NODELAY));
      assertThrows(IOException.class, readiness::waitReadable);
      readiness.notifyClosing();
      pair.close();
    });
  }

  @ParameterizedTest
  @EnumSource
  void options(Kind kind) throws Exception {
    kind.run(() -> {
      try (SocketChannel channel = open();
          ServerSocketChannel listener = listen()) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        assertTrue(channel.getOption(StandardSocketOptions.TCP_NODELAY));
        assertFalse(channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
        assertTrue(channel.getOption(StandardSocketOptions.SO_SNDBUF) > 0);
        assertTrue(channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER));
        assertThrows(
            UnsupportedOperationException.class,
            () -> channel.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
        assertThrows(
            UnsupportedOperationException.class,
            () -> listener.setOption(StandardSocketOptions.TCP_NODELAY, true));
        assertNotNull(listener.getOption(StandardSocketOptions.SO_RCVBUF));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void listening(Kind kind) throws Exception {
    kind.run(() -> {
      try (ServerSocketChannel unbound = Network.current().sockets().openServerSocketChannel();
          ServerSocketChannel listener = listen()) {
        unbound.configureBlocking(false);
        assertThrows(NotYetBoundException.class, unbound::accept);
        assertNull(unbound.getLocalAddress());
        assertThrows(BindException.class, () -> unbound.bind(listener.getLocalAddress()));
        assertThrows(
            BindException.class, () -> unbound.bind(new InetSocketAddress("203.0.113.9", 0)));
        assertNull(listener.accept());
        assertThrows(AlreadyBoundException.class, () -> listener.bind(null));
        Readiness.of(listener).notifyClosing();
        listener.close();
        assertThrows(ClosedChannelException.class, listener::accept);
        assertThrows(ClosedChannelException.class, listener::getLocalAddress);
        unbound.bind(null);
        assertTrue(((InetSocketAddress) unbound.getLocalAddress()).getPort() > 0);
      }
    });
  }
}
