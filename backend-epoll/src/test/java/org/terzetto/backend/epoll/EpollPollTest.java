package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.terzetto.backend.tck.RawPipe;
import org.terzetto.spi.IoRegistration;

/** Polls that take more than one system call. */
class EpollPollTest extends EpollFixture {
  @Test
  void moreReadyThanTheArrayHolds_allAreReportedAtOnce() throws IOException {
    int count = 10 * EVENTS;
    for (int i = 0; i < count; i++) {
      register(pipe().in(), "p").arm(WRITE);
    }
    assertTrue(poll(Long.MAX_VALUE)); // without end if it waited for more than it has
    assertEquals(count, taken().size());
  }

  /** The first calls bring only what nobody has armed. */
  @Test
  void moreUnarmedThanTheArrayHolds_hideNothing() throws IOException {
    for (int i = 0; i < 10 * EVENTS; i++) {
      register(pipe().in(), "unarmed");
    }
    RawPipe last = pipe();
    last.send();
    IoRegistration armed = register(last.out(), "armed");
    armed.arm(READ);
    assertTrue(poll(0));
    assertEquals("[armed 1]", taken().toString());
  }

  /** As a test does that timed out, by another thread. */
  @Test
  void closedMeanwhile_isRefused() throws IOException {
    RawPipe pipe = pipe();
    IoRegistration writer = register(pipe.in(), "writer");
    writer.arm(WRITE);
    assertTrue(
        backend.poll(SOON, (_, _) -> assertThrows(IllegalStateException.class, backend::close)));
    writer.arm(WRITE);
    assertReported("writer 2");
  }

  /**
   * To be stopped and continued interrupts epoll_wait, even where no signal has a handler. Netty
   * waits on, and has to do so for the rest of the time only: or else this would never end.
   */
  @Test
  void interruptedBySignals_waitsOn() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    FutureTask<Long> poll =
        new FutureTask<>(() -> {
          long start = System.nanoTime();
          assertFalse(poll(10 * A_WHILE));
          over.set(true);
          return System.nanoTime() - start;
        });
    Thread.ofPlatform().start(poll);
    String me = String.valueOf(ProcessHandle.current().pid());
    String stopAndGoOn = "kill -s STOP $0; kill -s CONT $0";
    int interrupts = 0;
    while (!over.get()) {
      assertEquals(0, new ProcessBuilder("sh", "-c", stopAndGoOn, me).start().waitFor());
      interrupts++;
    }
    assertTrue(poll.get() >= 10 * A_WHILE, () -> "ended too early");
    assertTrue(interrupts > 0);
  }
}
