package org.terzetto.backend.tck;

import static org.terzetto.backend.tck.Sentence.COALESCE;
import static org.terzetto.backend.tck.Sentence.NEVER_BLOCKS;
import static org.terzetto.backend.tck.Sentence.NEVER_EARLY;
import static org.terzetto.backend.tck.Sentence.REPORT;
import static org.terzetto.backend.tck.Sentence.WAKEUP;
import static org.terzetto.backend.tck.Sentence.WAKEUP_SEEN;
import static org.terzetto.backend.tck.Sentence.WOKEN;
import static org.terzetto.spi.IoBackend.READ;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoRegistration;

/** Wake-ups: none is lost, many are as good as one. */
@Timeout(60)
abstract class WakingUpContract extends ContractSection {
  @Test
  void wakeup_beforePoll_endsItAndOnlyIt() throws IOException {
    backend.wakeup();
    backend.wakeup();
    backend.wakeup();
    require(pollPatiently(), WAKEUP, "woken before the poll, which waited all the same");
    require(!poll(0), COALESCE, "three wake-ups ended two polls");
    require(!poll(A_WHILE), COALESCE, "three wake-ups ended two polls");
  }

  @Test
  void wakeup_beforeAMereLook_countsToo() throws IOException {
    backend.wakeup();
    require(poll(0), WOKEN, "woken, but a mere look says that nothing happened");
    require(!poll(0), WOKEN, "true, but nothing happened");
  }

  /** A pipe holds 65,536 bytes, or fewer. */
  @Test
  void wakeup_moreOftenThanAPipeHolds_neverBlocks() throws Exception {
    Background other =
        Background.start(() -> {
          for (int i = 0; i < 100_000; i++) {
            backend.wakeup();
          }
        });
    require(other.endsWithin(contract().patience()), NEVER_BLOCKS, "nobody polls, and it waits");
    require(pollPatiently(), WAKEUP, "woken before the poll, which waited all the same");
    require(!poll(0), COALESCE, "a hundred thousand wake-ups ended two polls");
  }

  @Test
  void wakeup_duringPoll_endsIt() throws Exception {
    for (int i = 0; i < 500; i++) {
      Semaphore about = new Semaphore(0);
      Background other =
          Background.start(() -> {
            about.acquire();
            backend.wakeup();
          });
      about.release();
      require(pollPatiently(), WAKEUP, "woken by another thread, but the poll waited");
      other.join();
      require(!poll(0), COALESCE, "one wake-up ended two polls");
    }
  }

  @Test
  void wakeup_registeringAndLookingInBetween_isNotLost() throws IOException {
    needsChannels();
    try (SocketPair pair = openPair()) {
      backend.register(pair.ours(), "a").deregister();
      backend.wakeup();
      IoRegistration again = backend.register(pair.ours(), "again");
      again.arm(READ);
      require(pollPatiently(), WAKEUP, "a wake-up is lost after registering");
    }
  }

  @Test
  void wakeup_besidesReadiness_hidesNone() throws IOException {
    needsChannels();
    try (SocketPair pair = openPair()) {
      backend.register(pair.ours(), "a").arm(READ);
      pair.send();
      backend.wakeup();
      require(pollPatiently(), WAKEUP, "woken, but the poll waited");
      if (taken("a") == 0) {
        awaitReport("a", READ, REPORT);
      }
    }
  }

  /** Plain fields, so that only the backend makes visible what was written. */
  @Test
  void wakeup_byManyThreads_whateverWasDoneBeforeIsSeen() throws Exception {
    int threads = 8;
    int perThread = 3000;
    int[] done = new int[threads * 16];
    List<Background> posters = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int mine = t * 16;
      posters.add(
          Background.start(() -> {
            for (int i = 0; i < perThread; i++) {
              done[mine]++;
              backend.wakeup();
            }
          }));
    }
    while (Arrays.stream(done).sum() < threads * perThread) {
      require(pollPatiently(), WAKEUP_SEEN, "done and woken, but the poll waited");
    }
    for (Background poster : posters) {
      poster.join();
    }
  }

  /** Each round needs its own wake-up: the other thread waits until the last one was seen. */
  @Test
  void wakeup_thousandsOfRounds_noneIsLost() throws Exception {
    int rounds = 10_000;
    int[] done = new int[1];
    Semaphore seen = new Semaphore(1);
    Background other =
        Background.start(() -> {
          for (int i = 0; i < rounds; i++) {
            seen.acquire();
            done[0]++;
            backend.wakeup();
          }
        });
    for (int i = 0; i < rounds; i++) {
      require(pollPatiently(), WAKEUP, "wake-up " + i + " of " + rounds + " is lost");
      requireEqual(i + 1, done[0], WAKEUP_SEEN);
      seen.release();
    }
    other.join();
  }

  @Test
  void wakeup_racingWithShortPolls_makesNoneSayThatTimeIsOverTooEarly() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Background other =
        Background.start(() -> {
          while (!over.get()) {
            backend.wakeup();
          }
        });
    for (int i = 0; i < 1000; i++) {
      long start = System.nanoTime();
      boolean polled = poll(500_000);
      long took = System.nanoTime() - start;
      require(polled || took >= 500_000, NEVER_EARLY, "false after " + took + " ns");
    }
    over.set(true);
    other.join();
  }
}
