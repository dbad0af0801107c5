package org.terzetto.backend.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.spi.IoBackend;

/** How long a poll takes, and what ends it. */
class NioPollTest extends BackendFixture {
  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 999, 500_000, 999_999, 1_000_000, 1_000_001, 7_300_000})
  void poll_nothingReady_neverReturnsBeforeTheTime(long nanos) throws IOException {
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      assertFalse(poll(nanos));
      long took = System.nanoTime() - start;
      assertTrue(took >= nanos, () -> "asked for " + nanos + " ns, took " + took);
    }
  }

  @Test
  void wakeup_beforePoll_endsItAtOnceAndOnlyOnce() throws IOException {
    backend.wakeup();
    backend.wakeup();
    backend.wakeup();
    assertTrue(poll(FOREVER));
    assertFalse(poll(0));
    assertFalse(poll(A_WHILE));
  }

  @Test
  void wakeup_withZeroTimeout_countsToo() throws IOException {
    backend.wakeup();
    assertTrue(poll(0));
    assertFalse(poll(0));
  }

  @Test
  void wakeup_duringPoll_endsIt() throws Exception {
    for (int i = 0; i < 200; i++) {
      Thread other = Thread.ofPlatform().start(backend::wakeup);
      assertTrue(poll(FOREVER));
      other.join();
      assertFalse(poll(0), "one wake-up, one return");
    }
  }

  @Test
  void wakeup_flushOfCancelledKeysInBetween_isNotLost() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      register(pair.ours(), "a").deregister();
      backend.wakeup();
      register(pair.ours(), "again");
      assertTrue(poll(FOREVER));
    }
  }

  @Test
  void wakeup_manyThreads_everythingDoneBeforeIsSeen() throws Exception {
    int threads = 8;
    int perThread = 5000;
    AtomicInteger posted = new AtomicInteger();
    List<Thread> posters = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      posters.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < perThread; i++) {
                  posted.incrementAndGet();
                  backend.wakeup();
                }
              }));
    }
    int seen = 0;
    while (seen < threads * perThread) {
      assertTrue(poll(FOREVER));
      seen = posted.get();
    }
    for (Thread poster : posters) {
      poster.join();
    }
  }

  /** The flag may be taken by one poll and the selector's own wake-up arrive in the next. */
  @Test
  void wakeup_racingWithShortPolls_neverMakesOneReturnFalseEarly() throws Exception {
    AtomicLong wakeups = new AtomicLong();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                backend.wakeup();
                wakeups.incrementAndGet();
              }
            });
    for (int i = 0; i < 2000; i++) {
      long start = System.nanoTime();
      if (!poll(1_000_000)) {
        assertTrue(System.nanoTime() - start >= 1_000_000);
      }
    }
    other.interrupt();
    other.join();
    assertTrue(wakeups.get() > 0);
  }

  @Test
  void interrupt_beforePoll_neitherEndsItNorSpins() throws IOException {
    Thread.currentThread().interrupt();
    long start = System.nanoTime();
    assertFalse(poll(A_WHILE));
    assertTrue(System.nanoTime() - start >= A_WHILE);
    assertFalse(Thread.interrupted(), "cleared, or each selection would return at once");
  }

  @Test
  void interrupt_whileReady_doesNotHideReadiness() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      register(pair.ours(), "a").arm(WRITE);
      Thread.currentThread().interrupt();
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 2"), taken());
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void poll_onlyUnarmedReadiness_waitsForTheRest() throws IOException {
    try (SocketPair one = SocketPair.open();
        SocketPair two = SocketPair.open()) {
      var a = register(one.ours(), "a");
      a.arm(READ);
      one.send();
      assertTrue(poll(FOREVER));
      Thread later =
          Thread.ofPlatform()
              .unstarted(() -> {
                backend.wakeup();
              });
      register(two.ours(), "b").arm(READ);
      taken();
      later.start();
      assertTrue(poll(FOREVER), "woken, not by the readable but unarmed channel");
      assertEquals(List.of(), taken());
    }
  }

  @Test
  void poll_sinkFails_theRestIsReportedNextTime() throws IOException {
    try (SocketPair one = SocketPair.open();
        SocketPair two = SocketPair.open()) {
      register(one.ours(), "a").arm(WRITE);
      register(two.ours(), "b").arm(WRITE);
      IllegalStateException failure = new IllegalStateException("planned");
      IoBackend.ReadinessSink failing =
          (attachment, ready) -> {
            report(attachment, ready);
            throw failure;
          };
      for (int i = 0; i < 2; i++) {
        try {
          backend.poll(FOREVER, failing);
        } catch (IllegalStateException e) {
          assertEquals(failure, e);
        }
      }
      assertEquals(List.of("a 2", "b 2"), taken().stream().sorted().toList());
      assertFalse(poll(0));
    }
  }

  @Test
  void close_repeatedAndWokenAfterwards_doesNothing() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      var a = register(pair.ours(), "a");
      backend.close();
      backend.close();
      backend.wakeup();
      a.deregister();
      assertTrue(pair.ours().isOpen());
    }
  }
}
