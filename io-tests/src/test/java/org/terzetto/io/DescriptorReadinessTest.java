package org.terzetto.io;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;
import static org.terzetto.testing.TaskProbe.assertNoCheckpoints;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ClosedResourceException;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.backend.tck.Libc;
import org.terzetto.backend.tck.RawPipe;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.testing.Covers;

/** Waiting for raw descriptors, on the backend that takes them. */
@Timeout(60)
@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class DescriptorReadinessTest {
  private static final RunOptions ON_EPOLL = RunOptions.defaults().withBackend("epoll");

  private static final long PIDFD_OPEN = 434; // the same number on all CPUs
  private static final int EFD_NONBLOCK = 0x800;

  @Test
  @Covers("IOW-15")
  void pipe_eachEndIsWokenByItsOwnCondition() throws Exception {
    run(pipe -> {
      Readiness reading = Readiness.of(pipe.out());
      Readiness writing = Readiness.of(pipe.in());
      assertCheckpoints(() -> writing.waitWritable());
      pipe.clog();
      Nursery.run(nursery -> {
        Task<?> writer = nursery.startSoon(() -> writing.waitWritable());
        waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, writer.state());
        pipe.drain();
      });
      Nursery.run(nursery -> {
        Task<?> reader = nursery.startSoon(() -> reading.waitReadable());
        waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, reader.state());
        pipe.send();
      });
      assertCheckpoints(() -> reading.waitReadable());
      assertEquals(1, pipe.drain());
    });
  }

  @Test
  @Covers({"IOW-15", "IOW-4"})
  void pipe_readerGone_wakesTheWriterOfAFullPipe() throws Exception {
    run(pipe -> {
      pipe.clog();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> Readiness.of(pipe.in()).waitWritable());
        waitAllTasksBlocked();
        pipe.closeOut();
      });
      assertThrows(IOException.class, pipe::send);
    });
  }

  @Test
  @Covers("IOW-15")
  void process_itsEndIsWaitedForAgainAndAgain() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    int pidfd = Libc.require("syscall", PIDFD_OPEN, (int) process.pid(), 0);
    Terzetto.run(
        ON_EPOLL,
        () -> {
          Readiness end = Readiness.of(pidfd);
          Nursery.run(nursery -> {
            nursery.startSoon(() -> end.waitReadable());
            waitAllTasksBlocked();
            process.getOutputStream().close();
          });
          end.waitReadable();
          end.waitReadable();
          end.notifyClosing();
        });
    Libc.require("close", pidfd);
    assertEquals(0, process.waitFor());
  }

  @Test
  @Covers("IOW-15")
  void eventfd_isReadableUntilItIsRead() throws Exception {
    int counter = Libc.require("eventfd", 0, EFD_NONBLOCK);
    MemorySegment number = Arena.ofAuto().allocateFrom(JAVA_LONG, 1);
    Terzetto.run(
        ON_EPOLL,
        () -> {
          Readiness counted = Readiness.of(counter);
          Nursery.run(nursery -> {
            nursery.startSoon(() -> counted.waitReadable());
            waitAllTasksBlocked();
            assertEquals(8, Libc.call("write", counter, number, 8L));
          });
          counted.waitReadable();
          assertEquals(8, Libc.call("read", counter, number, 8L));
          CancelScope waited = CancelScope.create();
          Nursery.run(nursery -> {
            nursery.startSoon(() -> waited.run(s -> counted.waitReadable()));
            waitAllTasksBlocked();
            waited.cancel();
          });
          assertTrue(waited.cancelledCaught());
          counted.notifyClosing();
        });
    Libc.require("close", counter);
  }

  /** What came after a cancelled wait and went again is no reason to wake anyone. */
  @Test
  @Covers({"IOW-15", "IOW-5"})
  void cancelledWait_leavesNothingBehind() throws Exception {
    run(pipe -> {
      Readiness reading = Readiness.of(pipe.out());
      CancelScope first = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> first.run(s -> reading.waitReadable()));
        waitAllTasksBlocked();
        first.cancel();
      });
      pipe.send();
      waitAllTasksBlocked(Duration.ofMillis(20));
      assertEquals(1, pipe.drain());
      Nursery.run(nursery -> {
        Task<?> second = nursery.startSoon(() -> reading.waitReadable());
        waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, second.state());
        assertThrows(BusyResourceException.class, () -> reading.waitReadable());
        pipe.send();
      });
    });
  }

  @Test
  @Covers({"IOW-15", "IOW-6"})
  void notifyClosing_waiterGetsClosedAndTheNumberIsFree() throws Exception {
    run(pipe -> {
      Readiness reading = Readiness.of(pipe.out());
      assertSame(reading, Readiness.of(pipe.out()));
      int registered = RunStatistics.current().backend().registered();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> {
          ClosedResourceException closed =
              assertThrows(ClosedResourceException.class, () -> reading.waitReadable());
          assertTrue(closed.getMessage().contains("descriptor " + pipe.out()), closed.getMessage());
        });
        waitAllTasksBlocked();
        assertNoCheckpoints(reading::notifyClosing);
      });
      assertEquals(registered - 1, RunStatistics.current().backend().registered());
      assertThrows(ClosedResourceException.class, () -> reading.waitReadable());
      pipe.send();
      Readiness again = Readiness.of(pipe.out());
      assertNotSame(reading, again);
      again.waitReadable();
    });
  }

  @Test
  @Covers("IOW-16")
  void numberOfAnotherFile_theNextWaitIsForThat() throws Exception {
    run(old -> {
      try (RawPipe fresh = new RawPipe()) {
        Readiness reading = Readiness.of(old.out());
        old.send();
        reading.waitReadable();
        old.becomeOut(fresh.out());
        Nursery.run(nursery -> {
          Task<?> reader = nursery.startSoon(() -> reading.waitReadable());
          waitAllTasksBlocked();
          assertEquals(Task.State.RUNNING, reader.state());
          fresh.send();
        });
        assertSame(reading, Readiness.of(old.out()));
      }
    });
  }

  @Test
  @Covers({"IOW-16", "IOW-8"})
  void closedBehindOurBack_theNextWaitFails() throws Exception {
    run(pipe -> {
      Readiness reading = Readiness.of(pipe.out());
      pipe.closeOut();
      assertThrows(IOException.class, () -> reading.waitReadable());
      reading.notifyClosing();
      assertThrows(IOException.class, () -> Readiness.of(pipe.out()));
      assertThrows(IllegalArgumentException.class, () -> Readiness.of(-1));
    });
  }

  @Test
  @Covers("IOW-17")
  void backendWithoutDescriptors_saysSo() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withBackend("nio"),
        () -> {
          UnsupportedOperationException refused =
              assertThrows(UnsupportedOperationException.class, () -> Readiness.of(0));
          assertTrue(
              refused.getMessage().contains("'nio' takes no raw descriptors"), refused::toString);
        });
  }

  private interface Body {
    void run(RawPipe pipe) throws Exception;
  }

  /** Gives the body a pipe, closed once the run has ended and forgotten it. */
  private static void run(Body body) throws Exception {
    try (RawPipe pipe = new RawPipe()) {
      Terzetto.run(ON_EPOLL, () -> body.run(pipe));
    }
  }
}
