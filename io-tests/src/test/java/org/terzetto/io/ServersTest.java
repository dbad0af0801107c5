package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.CancelScope;
import org.terzetto.ClosedResourceException;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskStatus;
import org.terzetto.Terzetto;
import org.terzetto.backend.nio.NioBackendProvider;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.spi.IoRegistration;
import org.terzetto.testing.Covers;
import org.terzetto.testing.ForwardingBackend;
import org.terzetto.testing.MockClock;

/** Servers on listeners that do what the test says; some on real ones. */
@Timeout(60)
class ServersTest {
  private static class FakeStream implements AsyncResource {
    boolean closed;

    @Override
    public void closeGracefully() throws InterruptedException {
      close();
      Checkpoints.checkpoint();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Gives what is in its queue, streams and exceptions; then nothing more. */
  private static class FakeListener extends FakeStream implements Listener<FakeStream> {
    final Deque<Object> incoming = new ArrayDeque<>();
    int attempts;

    FakeListener(Object... incoming) {
      this.incoming.addAll(List.of(incoming));
    }

    @Override
    public FakeStream accept() throws IOException, InterruptedException {
      attempts++;
      Checkpoints.checkpoint();
      return switch (incoming.poll()) {
        case null -> {
          Terzetto.sleepForever();
          yield new FakeStream();
        }
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case FakeStream stream -> stream;
        case Object other -> throw new AssertionError(other);
      };
    }
  }

  private static RunOptions mockTime() {
    return RunOptions.defaults().withClock(new MockClock().autojumpThreshold(Duration.ZERO));
  }

  @Test
  @Covers("LIS-3")
  void serve_startsATaskPerConnection() throws Exception {
    FakeListener one = new FakeListener(new FakeStream(), new FakeStream());
    FakeListener two = new FakeListener(new FakeStream());
    int[] running = {0};
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() ->
            scope.run(s ->
                Servers.serveListeners(
                    stream -> {
                      running[0]++;
                      Terzetto.sleepForever();
                    },
                    List.of(one, two))));
        waitAllTasksBlocked();
        assertEquals(3, running[0], "at the same time");
        scope.cancel();
      });
      assertTrue(scope.cancelledCaught(), "it never returns normally");
    });
    assertTrue(one.closed && two.closed);
  }

  @Test
  @Covers("LIS-3")
  void serve_handlerNursery_holdsTheHandlersAndOutlivesTheServer() throws Exception {
    FakeStream stream = new FakeStream();
    FakeListener listener = new FakeListener(stream);
    Terzetto.run(() ->
        Nursery.run(handlers -> {
          CancelScope serving = CancelScope.create();
          ServeOptions options = ServeOptions.defaults().withHandlerNursery(handlers);
          Nursery.run(nursery -> {
            nursery.startSoon(() ->
                serving.run(s ->
                    Servers.serveListeners(
                        x -> Terzetto.sleepForever(),
                        List.of(listener),
                        options,
                        TaskStatus.ignored())));
            waitAllTasksBlocked();
            serving.cancel();
          });
          assertTrue(listener.closed);
          assertEquals(1, handlers.childTasks().size());
          assertFalse(stream.closed);
          handlers.cancelScope().cancel();
        }));
    assertTrue(stream.closed);
  }

  @Test
  @Covers({"LIS-4", "C-57"})
  void serve_shortOfDescriptors_logsAndTriesAgainEvery100Millis() throws Exception {
    IOException exhausted = new IOException("Too many open files");
    FakeListener listener = new FakeListener();
    for (int i = 0; i < 100; i++) {
      listener.incoming.add(exhausted);
    }
    List<LogRecord> records =
        recording(() ->
            Terzetto.run(
                mockTime(),
                () ->
                    CancelScope.moveOnAfter(
                        Duration.ofMillis(950),
                        s -> Servers.serveListeners(x -> {}, List.of(listener)))));
    assertEquals(10, listener.attempts);
    assertEquals(10, records.size(), "one record per pause");
    assertSame(exhausted, records.getFirst().getThrown());
  }

  private interface Action {
    void run() throws Exception;
  }

  private static List<LogRecord> recording(Action action) throws Exception {
    List<LogRecord> records = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            records.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("org.terzetto.io.Servers");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      action.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return records;
  }

  /** Refuses, once each time it is told to, to watch a socket that this port has accepted. */
  private static final class Refusing extends ForwardingBackend {
    private int port;
    private @Nullable IOException refusal;

    Refusing(IoBackend real) {
      super(real);
    }

    void refuseOnce(int newPort, IOException newRefusal) {
      port = newPort;
      refusal = newRefusal;
    }

    @Override
    public IoRegistration register(Object handle, Object attachment) throws IOException {
      if (refusal != null
          && handle instanceof SocketChannel channel
          && channel.getLocalAddress() instanceof InetSocketAddress address
          && address.getPort() == port) {
        IOException thrown = refusal;
        refusal = null;
        throw thrown;
      }
      return super.register(handle, attachment);
    }
  }

  /** Whatever the system says, and in whatever language: the listener itself has worked. */
  @ParameterizedTest
  @ValueSource(
      strings = {"epoll_ctl(..) failed with error(-28): No space left on device", "kein Platz"})
  @Covers({"LIS-2", "LIS-4"})
  void serve_acceptedSocketCannotBeWatched_logsAndGoesOn(String text) throws Exception {
    IOException refusal = new IOException(text);
    Refusing[] backend = {null};
    IoBackendProvider provider =
        ForwardingBackend.provider(
            new NioBackendProvider(), real -> backend[0] = new Refusing(real));
    List<LogRecord> records =
        recording(() ->
            Terzetto.run(
                RunOptions.defaults().withBackend(provider),
                () ->
                    Nursery.run(nursery -> {
                      ServeOptions options = ServeOptions.defaults().withHost("127.0.0.1");
                      List<SocketListener> listeners =
                          nursery.start(
                              status -> Tcp.serveTcp(ServersTest::echo, 0, options, status));
                      int port = listeners.getFirst().port();
                      backend[0].refuseOnce(port, refusal);
                      try (SocketStream refused = Tcp.openTcpStream("127.0.0.1", port)) {
                        assertEquals(0, refused.receiveSome().length, "closed by the server");
                      }
                      try (SocketStream client = Tcp.openTcpStream("127.0.0.1", port)) {
                        client.sendAll(new byte[] {1, 2});
                        client.sendEof();
                        assertArrayEquals(new byte[] {1, 2}, Streams.receiveAll(client));
                      }
                      nursery.cancelScope().cancel();
                    })));
    assertEquals(1, records.size());
    assertSame(refusal, records.getFirst().getThrown().getCause());
    assertEquals(text, records.getFirst().getThrown().getMessage());
  }

  @Test
  @Covers({"LIS-5", "LIS-6"})
  void serve_otherAcceptError_stopsTheServer() throws Exception {
    IOException failure = new IOException("Bad file descriptor");
    FakeListener bad = new FakeListener(new FakeStream(), failure);
    FakeListener good = new FakeListener();
    Terzetto.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () -> Servers.serveListeners(x -> Terzetto.sleepForever(), List.of(good, bad)));
      assertEquals(List.of(failure), group.leaves(IOException.class));
    });
    assertTrue(good.closed && bad.closed);
  }

  @Test
  @Covers({"LIS-5", "LIS-6"})
  void serve_handlerFails_stopsTheServer() throws Exception {
    FakeStream stream = new FakeStream();
    FakeStream other = new FakeStream();
    FakeListener listener = new FakeListener(other, stream);
    IllegalStateException failure = new IllegalStateException("handler");
    Terzetto.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Servers.serveListeners(
                      x -> {
                        if (x == stream) {
                          throw failure;
                        }
                        Terzetto.sleepForever();
                      },
                      List.of(listener)));
      assertEquals(List.of(failure), group.leaves(IllegalStateException.class));
    });
    assertTrue(listener.closed && stream.closed && other.closed);
  }

  @Test
  @Covers("LIS-6")
  void serve_handlerEnds_itsStreamIsClosed() throws Exception {
    FakeStream stream = new FakeStream();
    FakeListener listener = new FakeListener(stream);
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> Servers.serveListeners(x -> {}, List.of(listener)));
          waitAllTasksBlocked();
          assertTrue(stream.closed);
          assertFalse(listener.closed);
          nursery.cancelScope().cancel();
        }));
    assertTrue(listener.closed);
  }

  @Test
  @Covers("LIS-6")
  void serve_handlerNurseryClosed_doesNotLeakTheConnection() throws Exception {
    FakeStream stream = new FakeStream();
    FakeListener listener = new FakeListener(stream);
    Terzetto.run(() -> {
      Nursery[] closed = {null};
      Nursery.run(nursery -> closed[0] = nursery);
      ServeOptions options = ServeOptions.defaults().withHandlerNursery(closed[0]);
      assertThrows(
          ExceptionGroup.class,
          () -> Servers.serveListeners(x -> {}, List.of(listener), options, TaskStatus.ignored()));
    });
    assertTrue(stream.closed && listener.closed);
  }

  @Test
  void serve_noListener_isAnArgumentError() throws Exception {
    Terzetto.run(() ->
        assertThrows(
            IllegalArgumentException.class,
            () -> Servers.serveListeners(x -> {}, List.<FakeListener>of())));
  }

  @Test
  @Covers("LIS-7")
  void start_reportsTheListenersAndClientsCanConnect() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          List<SocketListener> listeners =
              nursery.start(status ->
                  Tcp.serveTcp(
                      ServersTest::echo, 0, ServeOptions.defaults().withHost("127.0.0.1"), status));
          int port = listeners.getFirst().port();
          try (SocketStream client = Tcp.openTcpStream("127.0.0.1", port)) {
            client.sendAll(new byte[] {1, 2, 3});
            client.sendEof();
            assertArrayEquals(new byte[] {1, 2, 3}, Streams.receiveAll(client));
          }
          nursery.cancelScope().cancel();
        }));
  }

  private static void echo(SocketStream stream) throws InterruptedException {
    stream.forEachChunk(stream::sendAll);
  }

  /** As the documentation of {@link Servers#serveListeners} says. */
  @Test
  @Covers("LIS-3")
  void stopGracefully_conversationsUnderWayMayEndWithinTheGrace() throws Exception {
    List<String> log = new ArrayList<>();
    FakeListener listener = new FakeListener(new FakeStream(), new FakeStream());
    double[] seconds = {1, 100};
    int[] next = {0};
    StreamHandler<FakeStream> handler =
        stream -> {
          double lasts = seconds[next[0]++];
          Terzetto.sleep(Duration.ofMillis((long) (lasts * 1000)));
          log.add("ended after " + lasts);
        };
    Terzetto.run(
        mockTime(),
        () -> {
          CancelScope accepting = CancelScope.withTimeout(Duration.ofMillis(500));
          Nursery.run(connections -> {
            ServeOptions options = ServeOptions.defaults().withHandlerNursery(connections);
            accepting.run(scope ->
                Servers.serveListeners(handler, List.of(listener), options, TaskStatus.ignored()));
            log.add("not accepting: " + listener.closed);
            connections.cancelScope().timeout(Duration.ofSeconds(10));
          });
          log.add("stopped");
        });
    assertEquals(List.of("not accepting: true", "ended after 1.0", "stopped"), log);
  }

  @Test
  @Covers("LIS-6")
  void serveTcp_cancelled_closesItsListeners() throws Exception {
    Terzetto.run(() -> {
      SocketListener[] listener = {null};
      Nursery.run(nursery -> {
        List<SocketListener> listeners =
            nursery.start(
                status -> Tcp.serveTcp(ServersTest::echo, 0, ServeOptions.defaults(), status));
        listener[0] = listeners.getFirst();
        nursery.cancelScope().cancel();
      });
      assertThrows(ClosedResourceException.class, () -> listener[0].accept());
    });
  }
}
