package org.terzetto.backend.tck;

import static org.terzetto.backend.tck.Sentence.AFTER_CLOSE;
import static org.terzetto.backend.tck.Sentence.ARM_CLOSED;
import static org.terzetto.backend.tck.Sentence.ARM_GONE;
import static org.terzetto.backend.tck.Sentence.CLOSE;
import static org.terzetto.backend.tck.Sentence.CLOSED_MEANWHILE;
import static org.terzetto.backend.tck.Sentence.CLOSE_AGAIN;
import static org.terzetto.backend.tck.Sentence.DEREGISTER_AGAIN;
import static org.terzetto.backend.tck.Sentence.STATISTICS;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/** Channels that are closed while they are registered, and the end of the backend itself. */
@Timeout(60)
abstract class ClosingContract extends ContractSection {
  private static final Path OPEN_FILES = Path.of("/dev/fd");

  /** So often that what other threads of the process open meanwhile makes no difference. */
  private static final int TIMES = 50;

  @BeforeEach
  void checkNeeds() {
    needsChannels();
  }

  @Test
  void channel_closedWhileArmed_othersAreStillReported() throws IOException {
    try (SocketPair one = openPair();
        SocketPair two = openPair()) {
      IoRegistration a = backend.register(one.ours(), "a");
      IoRegistration b = backend.register(two.ours(), "b");
      a.arm(READ);
      b.arm(READ);
      one.ours().close();
      two.send();
      awaitReport("b", READ, CLOSED_MEANWHILE);
      requireThrows(IOException.class, () -> a.arm(READ), ARM_CLOSED);
      requireThrows(IOException.class, () -> a.arm(WRITE), ARM_CLOSED);
      a.deregister();
      requireEqual(1, backend.statistics().registered(), STATISTICS);
    }
  }

  /** A new channel may get the old one's number from the system, while that is still registered. */
  @Test
  void channel_closedAndReplaced_theNewOneIsReported() throws IOException {
    List<SocketPair> opened = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        SocketPair old = openPair();
        opened.add(old);
        IoRegistration left = backend.register(old.ours(), "old");
        left.arm(READ | WRITE);
        old.close();
        SocketPair fresh = openPair();
        opened.add(fresh);
        String name = "fresh" + i;
        IoRegistration registration = backend.register(fresh.ours(), name);
        fresh.send();
        registration.arm(READ);
        left.deregister();
        awaitReport(name, READ, CLOSED_MEANWHILE);
        registration.deregister();
        requireEqual(0, backend.statistics().registered(), STATISTICS);
      }
    } finally {
      for (SocketPair pair : opened) {
        pair.close();
      }
    }
  }

  @Test
  void channel_closedByAnotherThreadDuringPolls_nothingBreaks() throws Exception {
    needsPeersWithThreads();
    Semaphore polling = new Semaphore(0);
    for (int i = 0; i < 500; i++) {
      try (SocketPair pair = openPair()) {
        IoRegistration a = backend.register(pair.ours(), "a");
        a.arm(READ);
        Background closer =
            Background.start(() -> {
              polling.acquire();
              pair.send();
              pair.ours().close();
              backend.wakeup();
            });
        polling.release();
        require(pollPatiently(), CLOSED_MEANWHILE, "a poll did not even end when woken");
        closer.join();
        a.deregister();
        poll(0);
      }
    }
    requireEqual(0, backend.statistics().registered(), STATISTICS);
  }

  @Test
  void close_leavesTheHandlesOpen() throws IOException {
    try (SocketPair pair = openPair()) {
      backend.register(pair.ours(), "a").arm(READ);
      poll(0);
      backend.close();
      require(pair.ours().isOpen(), CLOSE, "it closed a channel");
      pair.send();
      Assertions.assertEquals(1, read(pair.ours()));
      try (IoBackend another = contract().provider().open()) {
        another.register(pair.ours(), "a").arm(WRITE);
      }
    }
  }

  /** Memory cannot be counted, but files can: whoever leaves one behind each time is seen. */
  @Test
  void close_leavesNoFilesBehind() throws IOException {
    needs(Files.isDirectory(OPEN_FILES), "the system does not show a process its open files");
    openUseAndClose(); // opens what stays, such as a library
    long before = countFiles();
    for (int i = 0; i < TIMES; i++) {
      openUseAndClose();
    }
    long more = countFiles() - before;
    require(more < TIMES, CLOSE, TIMES + " backends were closed and left " + more + " files open");
  }

  private void openUseAndClose() throws IOException {
    try (IoBackend another = contract().provider().open()) {
      another.wakeup();
      another.poll(0, (attachment, kinds) -> {});
    }
  }

  private static long countFiles() throws IOException {
    try (Stream<Path> files = Files.list(OPEN_FILES)) {
      return files.count();
    }
  }

  @Test
  void close_again_doesNothing() {
    backend.close();
    Assertions.assertDoesNotThrow(backend::close, CLOSE_AGAIN.brokenBecause("it throws"));
    Assertions.assertDoesNotThrow(backend::wakeup, CLOSE_AGAIN.brokenBecause("waking up throws"));
  }

  @Test
  void close_whileOthersWakeUp_doesNoHarm() throws Exception {
    for (int i = 0; i < 200; i++) {
      IoBackend victim = contract().provider().open();
      Semaphore ready = new Semaphore(0);
      Background other =
          Background.start(() -> {
            ready.release();
            for (int n = 0; n < 100; n++) {
              victim.wakeup();
            }
          });
      ready.acquire();
      victim.poll(0, (attachment, kinds) -> {});
      victim.close();
      try {
        other.join();
      } catch (Exception e) {
        throw new AssertionError(CLOSE_AGAIN.brokenBecause("waking up throws " + e), e);
      }
    }
  }

  @Test
  void close_afterwards_everythingElseIsRefused() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      backend.close();
      requireThrows(IllegalStateException.class, () -> poll(0), AFTER_CLOSE);
      requireThrows(
          IllegalStateException.class, () -> backend.register(pair.ours(), "b"), AFTER_CLOSE);
      requireThrows(IllegalStateException.class, () -> a.arm(READ), ARM_GONE);
      Assertions.assertDoesNotThrow(
          a::deregister, DEREGISTER_AGAIN.brokenBecause("it throws after the backend closed"));
    }
  }
}
