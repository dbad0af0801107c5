package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ClosedResourceException;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;

/** Accepting connections. */
@Timeout(60)
class SocketListenerTest {
  private static SocketListener listen(Transport transport) throws Exception {
    SocketListener listener = SocketListener.of(transport.listen());
    return listener;
  }

  /** Connects without waiting for the server to accept. */
  private static SocketStream connectTo(SocketListener listener) throws Exception {
    return SocketStream.of(Transport.connect(listener.localAddress()));
  }

  @ParameterizedTest
  @EnumSource
  @Covers("LIS-1")
  void accept_returnsOneConnectionEach(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = listen(transport)) {
        for (int i = 0; i < 3; i++) {
          Task<SocketStream>[] accepted = newArray();
          SocketStream[] client = {null};
          Nursery.run(nursery -> {
            accepted[0] = nursery.startSoon(() -> listener.accept());
            waitAllTasksBlocked();
            client[0] = connectTo(listener);
          });
          SocketStream server = accepted[0].result();
          server.sendAll(new byte[] {(byte) i});
          assertArrayEquals(new byte[] {(byte) i}, client[0].receiveSome());
          server.close();
          client[0].close();
        }
        SocketStream waiting = connectTo(listener);
        assertCheckpoints(() -> listener.accept().close());
        waiting.close();
        Transport.deleteFile(listener.localAddress());
      }
    });
  }

  @SuppressWarnings("unchecked")
  private static Task<SocketStream>[] newArray() {
    return (Task<SocketStream>[]) new Task<?>[1];
  }

  @ParameterizedTest
  @EnumSource
  @Covers("LIS-1")
  void accept_byTwoTasks_isBusy(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = listen(transport)) {
        Nursery.run(nursery -> {
          nursery.startSoon(() -> listener.accept().close());
          waitAllTasksBlocked();
          assertThrows(BusyResourceException.class, () -> listener.accept());
          connectTo(listener).close();
        });
        Transport.deleteFile(listener.localAddress());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("LIS-1")
  void accept_closedBeforeOrMeanwhile_raisesClosed(Transport transport) throws Exception {
    Terzetto.run(() -> {
      SocketListener listener = listen(transport);
      Nursery.run(nursery -> {
        nursery.startSoon(
            () -> assertThrows(ClosedResourceException.class, () -> listener.accept()));
        waitAllTasksBlocked();
        assertCheckpoints(() -> listener.closeGracefully());
      });
      assertThrows(ClosedResourceException.class, () -> listener.accept());
      assertCheckpoints(() -> listener.closeGracefully());
      Transport.deleteFile(listener.localAddress());

      SocketListener second = listen(transport);
      second.channel().close();
      assertThrows(ClosedResourceException.class, () -> second.accept());
      second.close();
      Transport.deleteFile(second.localAddress());
    });
  }

  @ParameterizedTest
  @EnumSource
  void accept_cancelled_loosesNoConnection(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = listen(transport)) {
        SocketStream client = connectTo(listener);
        CancelScope scope = CancelScope.create();
        scope.cancel();
        scope.run(s -> assertThrows(Cancelled.class, () -> listener.accept()));
        scope = CancelScope.create();
        CancelScope inner = scope;
        listener.accept().close();
        Nursery.run(nursery -> {
          nursery.startSoon(() -> inner.run(s -> listener.accept()));
          waitAllTasksBlocked();
          inner.cancel();
        });
        SocketStream again = connectTo(listener);
        listener.accept().close();
        again.close();
        client.close();
        Transport.deleteFile(listener.localAddress());
      }
    });
  }

  /** A client that has reset its connection before it is accepted. */
  @Test
  @Covers("LIS-2")
  void accept_connectionsAlreadyReset_doNotStopIt() throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = listen(Transport.TCP)) {
        List<SocketStream> dying = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          dying.add(connectTo(listener));
        }
        for (SocketStream stream : dying) {
          Streams.reset(stream);
        }
        SocketStream alive = connectTo(listener);
        alive.sendAll(new byte[] {1});
        byte[] got = {};
        while (got.length == 0) {
          try (SocketStream accepted = listener.accept()) {
            got = accepted.receiveSome();
          } catch (org.terzetto.BrokenResourceException e) {
            // one of the dead ones
          }
        }
        assertArrayEquals(new byte[] {1}, got);
        alive.close();
      }
    });
  }

  @Test
  @Covers("STR-16")
  void accept_tcp_givesStreamsWithoutDelay() throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = listen(Transport.TCP);
          SocketStream client = connectTo(listener);
          SocketStream accepted = listener.accept()) {
        assertTrue(accepted.option(java.net.StandardSocketOptions.TCP_NODELAY));
        assertFalse(accepted.channel().isBlocking());
        assertEquals(client.localAddress(), accepted.remoteAddress());
      }
    });
  }

  @Test
  void of_notBound_isAnArgumentError() throws Exception {
    Terzetto.run(() -> {
      try (ServerSocketChannel channel = ServerSocketChannel.open()) {
        assertThrows(IllegalArgumentException.class, () -> SocketListener.of(channel));
        assertTrue(channel.isOpen());
        channel.close();
        assertThrows(ClosedChannelException.class, () -> SocketListener.of(channel));
      }
      try (SocketListener unix = listen(Transport.UNIX)) {
        assertThrows(UnsupportedOperationException.class, unix::port);
        Transport.deleteFile(unix.localAddress());
      }
    });
  }

  @Test
  void close_resetsThoseWhoWereNotAccepted() throws Exception {
    Terzetto.run(() -> {
      SocketListener listener = listen(Transport.TCP);
      SocketChannel client = Transport.connect(listener.localAddress());
      listener.close();
      try (SocketStream stream = SocketStream.of(client)) {
        assertThrows(org.terzetto.BrokenResourceException.class, () -> Streams.receiveAll(stream));
      }
    });
  }
}
