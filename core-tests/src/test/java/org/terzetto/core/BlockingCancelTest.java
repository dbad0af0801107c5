package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.MockClock;

/** Cancellation reaches the body of {@link Terzetto#blocking} as an interruption. */
class BlockingCancelTest {
  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean entered = new AtomicBoolean();

  /** Lets the others run until {@code task}, having entered its region, really blocks there. */
  private void untilBlocked(Task<?> task) throws InterruptedException {
    Ticker.until(() ->
        entered.get()
            && switch (task.thread().getState()) {
              case BLOCKED, WAITING, TIMED_WAITING -> true;
              default -> false;
            });
  }

  private String take() throws InterruptedException {
    entered.set(true);
    return queue.take();
  }

  static Stream<Arguments> blockingCalls() {
    return Stream.of(
        argumentSet("sleep", body(() -> Thread.sleep(1_000_000)), InterruptedException.class),
        argumentSet(
            "queue", body(() -> new LinkedBlockingQueue<>().take()), InterruptedException.class),
        argumentSet("latch", body(() -> new CountDownLatch(1).await()), InterruptedException.class),
        argumentSet("monitor", body(BlockingCancelTest::waitForNobody), InterruptedException.class),
        argumentSet("socket", body(BlockingCancelTest::acceptNobody), SocketException.class),
        argumentSet(
            "channel",
            body(BlockingCancelTest::acceptNobodyOnChannel),
            ClosedByInterruptException.class),
        argumentSet("pipe", body(BlockingCancelTest::readNothing), InterruptedIOException.class));
  }

  private static TaskBody body(TaskBody body) {
    return body;
  }

  private static void waitForNobody() throws InterruptedException {
    Object monitor = new Object();
    synchronized (monitor) {
      while (true) {
        monitor.wait();
      }
    }
  }

  private static void acceptNobody() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.accept().close();
    }
  }

  private static void acceptNobodyOnChannel() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.accept().close();
    }
  }

  private static void readNothing() throws IOException {
    try (PipedInputStream in = new PipedInputStream(new PipedOutputStream())) {
      assertEquals(0, in.read());
    }
  }

  @ParameterizedTest
  @MethodSource("blockingCalls")
  void cancel_interruptsTheCall_whichBecomesCancelledWithItsExceptionAsCause(
      TaskBody call, Class<? extends Throwable> cause) throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        Task<?> task =
            nursery.startSoon(() ->
                scope.run(inside -> {
                  Cancelled cancelled =
                      assertThrows(
                          Cancelled.class,
                          () ->
                              Terzetto.blocking(() -> {
                                entered.set(true);
                                call.run();
                              }));
                  assertInstanceOf(cause, cancelled.getCause());
                  assertEquals("enough", cancelled.reason().text());
                  assertFalse(Thread.currentThread().isInterrupted());
                  throw cancelled;
                }));
        untilBlocked(task);
        scope.cancel("enough");
      });
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  void deadline_interruptsTheCall() throws Exception {
    MockClock clock = new MockClock();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              Task<?> main = Task.current();
              nursery.startSoon(() -> {
                untilBlocked(main);
                clock.jump(Duration.ofSeconds(2));
              });
              CancelScope scope =
                  CancelScope.moveOnAfter(
                      Duration.ofSeconds(1), inside -> Terzetto.blocking(this::take));
              assertTrue(scope.cancelledCaught());
              Checkpoints.checkpoint();
            }));
  }

  @Test
  void interruption_thatIsSwallowed_comesAgainWhenTheBodyBlocksAgain() throws Exception {
    int[] swallowed = {0};
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> task =
              nursery.startSoon(() ->
                  Terzetto.blocking(() -> {
                    for (int i = 0; i < 3; i++) {
                      try {
                        take();
                      } catch (InterruptedException e) {
                        swallowed[0]++;
                      }
                    }
                    take();
                  }));
          untilBlocked(task);
          nursery.cancelScope().cancel();
        }));
    assertEquals(3, swallowed[0]);
  }

  @Test
  void value_givenInSpiteOfTheInterruption_stands() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> task =
              nursery.startSoon(() -> {
                events.add(
                    Terzetto.blocking(() -> {
                      try {
                        return take();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return "given up";
                      }
                    }));
                assertFalse(Thread.currentThread().isInterrupted());
                assertThrows(Cancelled.class, Checkpoints::checkpoint);
                events.add("cancelled");
              });
          untilBlocked(task);
          nursery.cancelScope().cancel();
        }));
    assertEquals(List.of("given up", "cancelled"), events);
  }

  @Test
  void exception_thatDoesNotTellOfTheInterruption_stands() throws Exception {
    for (Exception failure :
        List.of(new IOException("mine"), new IllegalStateException("mine too"))) {
      entered.set(false);
      Terzetto.run(() ->
          Nursery.run(nursery -> {
            Task<?> task =
                nursery.startSoon(() -> {
                  Exception thrown =
                      assertThrows(
                          failure.getClass(),
                          () ->
                              Terzetto.blocking(() -> {
                                try {
                                  take();
                                } catch (InterruptedException e) {
                                  throw failure;
                                }
                              }));
                  assertSame(failure, thrown);
                  assertFalse(Thread.currentThread().isInterrupted());
                  assertThrows(Cancelled.class, Checkpoints::checkpoint);
                });
            untilBlocked(task);
            nursery.cancelScope().cancel();
          }));
    }
  }

  @Test
  void shield_keepsTheInterruptionOut() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> task =
              nursery.startSoon(() -> {
                CancelScope shield = CancelScope.create();
                shield.shield(true);
                shield.run(inside -> events.add(Terzetto.blocking(this::take)));
                assertThrows(Cancelled.class, Checkpoints::checkpoint);
                events.add("cancelled behind the shield");
              });
          untilBlocked(task);
          nursery.cancelScope().cancel();
          for (int i = 0; i < 10; i++) {
            Checkpoints.cancelShieldedCheckpoint();
          }
          queue.add("value");
        }));
    assertEquals(List.of("value", "cancelled behind the shield"), events);
  }

  @Test
  void shield_loweredMeanwhile_letsTheInterruptionIn() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope shield = CancelScope.create();
          shield.shield(true);
          Task<?> task =
              nursery.startSoon(() -> shield.run(inside -> Terzetto.blocking(this::take)));
          untilBlocked(task);
          nursery.cancelScope().cancel();
          Checkpoints.cancelShieldedCheckpoint();
          shield.shield(false);
        }));
  }

  @Test
  void shield_raisedAndLoweredAroundAnInterruption_letsTheNextOneIn() throws Exception {
    AtomicBoolean swallowed = new AtomicBoolean();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope shield = CancelScope.create();
          Task<?> task =
              nursery.startSoon(() ->
                  shield.run(inside ->
                      Terzetto.blocking(() -> {
                        try {
                          take();
                        } catch (InterruptedException e) {
                          swallowed.set(true);
                          entered.set(false);
                          take();
                        }
                      })));
          untilBlocked(task);
          nursery.cancelScope().cancel();
          shield.shield(true);
          Ticker.until(swallowed::get);
          untilBlocked(task);
          for (int i = 0; i < 10; i++) {
            Checkpoints.cancelShieldedCheckpoint();
          }
          assertTrue(shield.shield(), "and so far it keeps the next interruption out");
          shield.shield(false);
        }));
  }

  @Test
  void blocking_inCancelledScope_throwsBeforeItsBody() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        inside.cancel();
        Terzetto.blocking(() -> events.add("body"));
      });
      assertTrue(scope.cancelledCaught());
    });
    assertEquals(List.of(), events);
  }

  @Test
  void interruption_endsWithTheRegion() throws Exception {
    Terzetto.run(() -> {
      for (int i = 0; i < 100; i++) {
        entered.set(false);
        Nursery.run(nursery -> {
          Task<?> task =
              nursery.startSoon(() -> {
                CancelScope scope = nursery.cancelScope();
                assertThrows(Cancelled.class, () -> Terzetto.blocking(this::take));
                assertTrue(scope.cancelCalled());
                CancelScope shield = CancelScope.create();
                shield.shield(true);
                shield.run(inside -> Terzetto.blocking(() -> Thread.sleep(0, 1)));
                assertFalse(Thread.currentThread().isInterrupted());
              });
          untilBlocked(task);
          nursery.cancelScope().cancel();
        });
        Checkpoints.checkpoint();
      }
    });
  }

  @Test
  void cancel_ofManyRegionsAtOnce_reachesThemAll() throws Exception {
    int tasks = 1_000;
    CountDownLatch arrived = new CountDownLatch(tasks);
    int[] cancelled = {0};
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (int i = 0; i < tasks; i++) {
            nursery.startSoon(() -> {
              assertThrows(
                  Cancelled.class,
                  () ->
                      Terzetto.blocking(() -> {
                        arrived.countDown();
                        queue.take();
                      }));
              cancelled[0]++;
            });
          }
          Terzetto.blocking(() -> arrived.await());
          nursery.cancelScope().cancel();
        }));
    assertEquals(tasks, cancelled[0]);
  }
}
