package org.terzetto.backend.tck;

import static org.terzetto.backend.tck.Sentence.CAPABILITIES;
import static org.terzetto.backend.tck.Sentence.INTERRUPT;
import static org.terzetto.backend.tck.Sentence.LOOK;
import static org.terzetto.backend.tck.Sentence.NAME;
import static org.terzetto.backend.tck.Sentence.NEVER_EARLY;
import static org.terzetto.backend.tck.Sentence.OPEN;
import static org.terzetto.backend.tck.Sentence.REPORT;
import static org.terzetto.backend.tck.Sentence.RESOLUTION;
import static org.terzetto.backend.tck.Sentence.TIME_OVER;
import static org.terzetto.backend.tck.Sentence.UNARMED;
import static org.terzetto.backend.tck.Sentence.WOKEN;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackend.Capability;

/** How long a poll takes, what ends it, and what a backend says of itself. */
@Timeout(60)
abstract class PollingContract extends ContractSection {
  private static final long[] TIMES = {
    1, 999, 50_000, 500_000, 999_999, 1_000_000, 1_000_001, 1_999_999, 7_300_000, 20_000_000
  };

  /** Between two milliseconds, so that rounding up to the next one shows. */
  private static final long ODD_TIME = 1_250_000;

  /** Late by this at most: the resolution, and as much again for a system that schedules. */
  private static final long FINE_LATENESS = 500_000;

  private static final long COARSE_LATENESS = 2_000_000;

  @Test
  void poll_nothingHappens_returnsFalseAndNotBeforeTheTime() throws IOException {
    for (long nanos : TIMES) {
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        boolean polled = poll(nanos);
        long took = System.nanoTime() - start;
        require(!polled, WOKEN, "true after " + took + " ns, and nothing happened");
        require(took >= nanos, NEVER_EARLY, "asked for " + nanos + " ns, took " + took);
      }
    }
  }

  /**
   * A busy machine may be late at any time, so one poll out of many that is not late enough to show
   * a coarser resolution will do.
   */
  @Test
  void poll_timeIsOver_returnsWithinTheResolution() throws IOException {
    boolean fine = backend.capabilities().contains(Capability.FINE_TIMEOUTS);
    long allowed = fine ? FINE_LATENESS : COARSE_LATENESS;
    long best = Long.MAX_VALUE;
    long begin = System.nanoTime();
    while (best > allowed && System.nanoTime() - begin < contract().patience().toNanos()) {
      long start = System.nanoTime();
      poll(ODD_TIME);
      best = Math.min(best, System.nanoTime() - start - ODD_TIME);
    }
    require(best <= allowed, RESOLUTION, "never late by less than " + best + " ns");
  }

  @Test
  void poll_zeroOrLess_doesNotWait() throws Exception {
    for (long nanos : new long[] {0, -1, -1_000_000, Long.MIN_VALUE}) {
      CountDownLatch over = new CountDownLatch(1);
      Background rescue = Background.start(() -> wakeUnless(over));
      boolean polled = poll(nanos);
      over.countDown();
      rescue.join();
      require(!polled, LOOK, "a poll of " + nanos + " ns waited, or reported something");
    }
  }

  private void wakeUnless(CountDownLatch over) throws InterruptedException {
    if (!over.await(contract().patience().toNanos(), TimeUnit.NANOSECONDS)) {
      backend.wakeup();
    }
  }

  @Test
  void poll_zero_reportsWhatIsReady() throws IOException {
    needsChannels();
    try (SocketPair pair = openPair()) {
      pair.send();
      backend.register(pair.ours(), "a").arm(READ);
      require(poll(0), REPORT, "a mere look finds nothing, though data has arrived");
      requireEqual(READ, taken("a"), REPORT);
    }
  }

  @Test
  void poll_reports_returnsTrueAndOnlyThen() throws IOException {
    needsChannels();
    try (SocketPair pair = openPair()) {
      backend.register(pair.ours(), "a").arm(WRITE);
      boolean polled = pollPatiently();
      requireEqual(WRITE, taken("a"), REPORT);
      require(polled, TIME_OVER, "false, though there was a report");
      require(!poll(0), WOKEN, "true, though there was neither a report nor a wake-up");
    }
  }

  @Test
  void poll_longest_waitsForWhatComes() throws Exception {
    needsChannels();
    needsPeersWithThreads();
    try (SocketPair pair = openPair()) {
      backend.register(pair.ours(), "a").arm(READ);
      CountDownLatch over = new CountDownLatch(1);
      Background rescue = Background.start(() -> wakeUnless(over));
      Background peer = Background.start(pair::send);
      boolean polled = poll(Long.MAX_VALUE);
      over.countDown();
      peer.join();
      rescue.join();
      require(polled, TIME_OVER, "false after a time without end");
      requireEqual(READ, taken("a"), REPORT);
    }
  }

  /** The unarmed one is ready all the time, and must not make the poll return, or spin. */
  @Test
  void poll_onlyUnarmedReadiness_waitsForTheRest() throws IOException {
    needsChannels();
    try (SocketPair one = openPair();
        SocketPair two = openPair()) {
      backend.register(one.ours(), "a").arm(READ);
      one.send();
      awaitReport("a", READ, REPORT);
      awaitQuiet(backend.register(two.ours(), "b"), READ);
      one.send();
      long start = System.nanoTime();
      boolean polled = poll(A_WHILE);
      long took = System.nanoTime() - start;
      require(!polled, UNARMED, "readiness that nobody has armed ended a poll");
      require(took >= A_WHILE, NEVER_EARLY, "asked for " + A_WHILE + " ns, took " + took);
    }
  }

  @Test
  void poll_threadInterrupted_waitsAllTheSame() throws IOException {
    try {
      Thread.currentThread().interrupt();
      long start = System.nanoTime();
      boolean polled = poll(A_WHILE);
      long took = System.nanoTime() - start;
      require(!polled && took >= A_WHILE, INTERRUPT, "a poll ended after " + took + " ns");
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void poll_threadInterrupted_reportsAllTheSame() throws IOException {
    needsChannels();
    try (SocketPair pair = openPair()) {
      backend.register(pair.ours(), "a").arm(WRITE);
      Thread.currentThread().interrupt();
      awaitReport("a", WRITE, INTERRUPT);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void capabilities_areConstantAndNameAKindOfHandle() {
    Set<Capability> first = EnumSet.copyOf(backend.capabilities());
    require(
        first.contains(Capability.CHANNELS) || first.contains(Capability.DESCRIPTORS),
        CAPABILITIES,
        "there are only " + first);
    requireEqual(first, backend.capabilities(), CAPABILITIES);
  }

  @Test
  void statistics_nameTheBackend() {
    requireEqual(contract().provider().name(), backend.statistics().backend(), NAME);
  }

  @Test
  @SuppressWarnings("try") // closed in the middle, on purpose
  void open_twice_backendsShareNothing() throws IOException {
    try (IoBackend other = contract().provider().open()) {
      other.wakeup();
      requireSilence(OPEN, "another backend was woken");
      other.close();
      requireSilence(OPEN, "another backend was closed");
    }
  }
}
