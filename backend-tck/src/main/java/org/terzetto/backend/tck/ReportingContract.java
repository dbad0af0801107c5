package org.terzetto.backend.tck;

import static org.terzetto.backend.tck.Sentence.REPORT;
import static org.terzetto.backend.tck.Sentence.SINK;
import static org.terzetto.backend.tck.Sentence.SINK_MAY;
import static org.terzetto.backend.tck.Sentence.STAYS_ARMED;
import static org.terzetto.backend.tck.Sentence.UNARMED;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/** What is reported of a handle that is armed, and of one that is not. */
@Timeout(60)
abstract class ReportingContract extends ContractSection {
  private static final int ROUNDS = 10_000;

  @BeforeEach
  void checkNeeds() {
    needsChannels();
  }

  @Test
  void arm_alreadyReady_isReported() throws IOException {
    try (SocketPair pair = openPair()) {
      pair.send();
      backend.register(pair.ours(), "a").arm(READ | WRITE);
      awaitReport("a", READ | WRITE, REPORT);
    }
  }

  @Test
  void arm_readyBetweenRegisteringAndArming_isReported() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      pair.send();
      requireSilence(UNARMED, "a channel is not armed yet");
      a.arm(READ);
      awaitReport("a", READ, REPORT);
    }
  }

  @Test
  void arm_becomesReadyLater_isReportedEachTime() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      for (int i = 0; i < 10; i++) {
        awaitQuiet(a, READ);
        pair.send();
        awaitReport("a", READ, REPORT);
        pair.drain();
      }
    }
  }

  @Test
  void arm_readyWhileNotArmed_isReportedOnceArmed() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      a.arm(READ);
      pair.send();
      awaitReport("a", READ, REPORT);
      pair.drain();
      pair.send();
      requireSilence(UNARMED, "a channel was reported, and not armed again");
      a.arm(READ);
      awaitReport("a", READ, REPORT);
    }
  }

  @Test
  void arm_reported_isNotArmedAnyMore() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      a.arm(READ | WRITE);
      pair.send();
      awaitReport("a", READ | WRITE, REPORT);
      requireSilence(UNARMED, "a channel was reported, and not armed again");
      pair.send();
      requireSilence(UNARMED, "more came in, but the channel was not armed again");
    }
  }

  @Test
  void arm_oneDirection_theOtherIsNotReported() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      a.arm(WRITE);
      pair.send();
      requireEqual(WRITE, awaitReport("a", WRITE, REPORT), UNARMED);
      a.arm(READ);
      requireEqual(READ, awaitReport("a", READ, REPORT), UNARMED);
    }
  }

  @Test
  void arm_theOtherDirectionToo_theFirstStaysArmed() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      awaitQuiet(a, READ);
      a.arm(WRITE);
      if ((awaitReport("a", WRITE, REPORT) & READ) != 0) {
        a.arm(READ); // it was a spurious one
      }
      pair.send();
      awaitReport("a", READ, STAYS_ARMED);
    }
  }

  @Test
  void arm_idle_pollsRunOutInTheEnd() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      awaitQuiet(a, READ);
      pair.clog();
      awaitQuiet(a, READ | WRITE);
    }
  }

  @Test
  void arm_fullSendBuffer_isReportedOnceThePeerReads() throws Exception {
    needsPeersWithThreads();
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      pair.clog();
      awaitQuiet(a, WRITE);
      Background reader = Background.start(() -> readAll(pair));
      awaitReport("a", WRITE, REPORT);
      pair.ours().shutdownOutput();
      reader.join();
    }
  }

  private static void readAll(SocketPair pair) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (pair.peer().read(buffer.clear()) >= 0) {}
  }

  /** The peer sends about when we try in vain, arm, and begin to poll. */
  @Test
  void arm_racingWithThePeer_losesNothing() throws Exception {
    needsPeersWithThreads();
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      Semaphore wanted = new Semaphore(0);
      Background peer = Background.start(() -> sendSoon(ROUNDS, wanted, pair::send));
      for (int i = 0; i < ROUNDS; i++) {
        wanted.release();
        receive(pair::drain, a, REPORT);
      }
      peer.join();
    }
  }

  /** The same in both directions at once. The peer reads only once our buffers are full. */
  @Test
  void arm_bothDirectionsRacingWithThePeer_loseNothing() throws Exception {
    needsPeersWithThreads();
    long in = 2_000_000;
    long out = 5_000_000;
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      long before = pair.clog();
      Semaphore full = new Semaphore(0);
      Background peer =
          Background.start(() -> {
            peerWrites(pair, in);
            full.acquire();
            peerReads(pair, before + out);
          });
      AtomicLong toSend = new AtomicLong(out);
      AtomicLong toReceive = new AtomicLong(in);
      while (toSend.get() > 0 || toReceive.get() > 0) {
        int wanted = sendSome(pair, toSend) | receiveSome(pair, toReceive);
        if (toReceive.get() == 0) {
          full.release();
        }
        if (wanted != 0) {
          a.arm(wanted);
          require(pollPatiently(), REPORT, "armed for " + wanted + ", but nothing comes");
        }
      }
      peer.join();
    }
  }

  /** Sends until the system takes no more; returns what to wait for then. */
  private static int sendSome(SocketPair pair, AtomicLong left) throws IOException {
    while (left.get() > 0) {
      int length = (int) Math.min(50_000, left.get());
      int sent = pair.ours().write(ByteBuffer.allocate(length));
      if (sent == 0) {
        return WRITE;
      }
      left.addAndGet(-sent);
    }
    return 0;
  }

  private static int receiveSome(SocketPair pair, AtomicLong left) throws IOException {
    while (left.get() > 0) {
      int got = pair.ours().read(ByteBuffer.allocate(50_000));
      if (got == 0) {
        return READ;
      }
      left.addAndGet(-got);
    }
    return 0;
  }

  private static void peerReads(SocketPair pair, long total) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(7000);
    for (long left = total; left > 0; left -= pair.peer().read(buffer.clear())) {}
  }

  private static void peerWrites(SocketPair pair, long total) throws IOException {
    for (long left = total; left > 0; ) {
      left -= pair.peer().write(ByteBuffer.allocate((int) Math.min(7000, left)));
    }
  }

  @Test
  void sink_isCalledByTheThreadThatPolls() throws IOException {
    try (SocketPair pair = openPair()) {
      backend.register(pair.ours(), "a").arm(WRITE);
      List<Thread> callers = new ArrayList<>();
      boolean[] over = {false};
      IoBackend.ReadinessSink sink =
          (attachment, ready) -> {
            require(!over[0], SINK, "called after the poll");
            callers.add(Thread.currentThread());
          };
      boolean polled = backend.poll(contract().patience().toNanos(), sink);
      over[0] = true;
      require(polled, REPORT, "writable, but not reported");
      requireEqual(List.of(Thread.currentThread()), callers, SINK);
      poll(0);
    }
  }

  @Test
  void sink_registersArmsDeregistersAndWakes_allOfItHolds() throws IOException {
    try (SocketPair one = openPair();
        SocketPair two = openPair()) {
      IoRegistration a = backend.register(one.ours(), "a");
      IoRegistration stale = backend.register(two.ours(), "stale");
      one.send();
      a.arm(WRITE);
      boolean[] first = {true};
      IoBackend.ReadinessSink sink =
          (attachment, ready) -> {
            if (first[0]) {
              first[0] = false;
              insideTheSink(a, stale, two);
            } else {
              report(attachment, ready);
            }
          };
      backend.poll(contract().patience().toNanos(), sink);
      require(pollPatiently(), SINK_MAY, "a wake-up by the sink is lost");
      awaitReport("a", READ, SINK_MAY);
      awaitReport("b", WRITE, SINK_MAY);
    }
  }

  private void insideTheSink(IoRegistration a, IoRegistration stale, SocketPair two) {
    try {
      stale.deregister();
      backend.register(two.ours(), "b").arm(WRITE);
      a.arm(READ);
      backend.wakeup();
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(SINK_MAY.brokenBecause("refused: " + e), e);
    }
  }
}
