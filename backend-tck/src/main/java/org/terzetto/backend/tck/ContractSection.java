package org.terzetto.backend.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackend.Capability;
import org.terzetto.spi.IoRegistration;

/**
 * A backend, what it has reported, and ways to ask for more. Attachments are names.
 *
 * <p>A test must allow spurious reports. So it does not ask whether the next report is the right
 * one, but does as the run does: try, arm, poll, and try again.
 */
abstract class ContractSection extends LoopbackNetwork {
  /** Long enough to see whether a poll waits at all. */
  static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int FEW = 100;
  private static final int MAX_SPIN = 300;

  @SuppressWarnings("NullAway.Init") // set before each test
  IoBackend backend;

  private final Map<Object, Integer> reported = new HashMap<>();

  @BeforeEach
  void open() throws IOException {
    backend = contract().provider().open();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  void needsChannels() {
    needs(backend.capabilities().contains(Capability.CHANNELS), "this backend takes no channels");
  }

  boolean poll(long nanos) throws IOException {
    return backend.poll(nanos, this::report);
  }

  /**
   * Polls for as long as it makes sense to wait for something. What the backend tells only when the
   * time is over has not ended the poll.
   */
  boolean pollPatiently() throws IOException {
    long patience = contract().patience().toNanos();
    long start = System.nanoTime();
    return poll(patience) && System.nanoTime() - start < patience;
  }

  void report(Object attachment, int ready) {
    reported.merge(attachment, ready, (before, now) -> before | now);
  }

  /** What was reported for a name since the last call. */
  int taken(String name) {
    Integer ready = reported.remove(name);
    return ready == null ? 0 : ready;
  }

  /**
   * Polls until all of this was reported for a name. It has to be armed, and to be ready.
   *
   * @return all that was reported for it
   */
  int awaitReport(String name, int kinds, Sentence sentence) throws IOException {
    int seen = taken(name);
    while ((kinds & ~seen) != 0) {
      boolean inTime = pollPatiently();
      seen |= taken(name);
      require(inTime, sentence, "'" + name + "' is not reported, or too late: " + kinds);
    }
    return seen;
  }

  /** Takes all that has come in; zero if nothing has. */
  interface Drain {
    int drain() throws IOException;
  }

  /** Waits for a byte, as a run would. */
  void receive(Drain source, IoRegistration registration, Sentence sentence) throws IOException {
    while (source.drain() == 0) {
      registration.arm(IoBackend.READ);
      require(pollPatiently(), sentence, "readable, and armed for reading, but not reported");
    }
  }

  /** Sends, each time it is wanted, about when we try in vain, arm, and begin to poll. */
  static void sendSoon(int times, Semaphore wanted, Background.Body send) throws Exception {
    for (int i = 0; i < times; i++) {
      wanted.acquire();
      for (int spin = ThreadLocalRandom.current().nextInt(MAX_SPIN); spin > 0; spin--) {
        Thread.onSpinWait();
      }
      send.run();
    }
  }

  /** Polls until the time runs out, arming anew after each spurious report. */
  void awaitQuiet(IoRegistration registration, int kinds) throws IOException {
    for (int i = 0; i < FEW; i++) {
      registration.arm(kinds);
      if (!poll(A_WHILE / 20)) {
        reported.clear();
        return;
      }
    }
    require(false, Sentence.FEW_SPURIOUS, FEW + " reports in a row of what is not ready");
  }

  /** Polls for a while and sees nothing. */
  void requireSilence(Sentence sentence, String why) throws IOException {
    boolean polled = poll(A_WHILE);
    String seen = why + ", but reported or ended a poll: " + reported;
    require(!polled && reported.isEmpty(), sentence, seen);
  }

  static void require(boolean holds, Sentence sentence, String seen) {
    if (!holds) {
      assertTrue(false, sentence.brokenBecause(seen));
    }
  }

  static void requireEqual(Object expected, Object actual, Sentence sentence) {
    assertEquals(expected, actual, sentence.brokenBecause("it differs"));
  }

  static void requireThrows(Class<? extends Throwable> type, Executable call, Sentence sentence) {
    assertThrows(type, call, sentence.brokenBecause("nothing, or something else, is thrown"));
  }
}
