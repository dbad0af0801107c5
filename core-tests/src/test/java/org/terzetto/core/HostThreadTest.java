package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.guest.HostThread;
import org.terzetto.spi.Instrument;
import org.terzetto.sync.Event;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Calls of tasks on the bare thread beneath their run. */
class HostThreadTest {
  @Test
  @Covers("GST-12")
  void call_inAGuest_runsOnTheHostsThread() throws Exception {
    Thread me = Thread.currentThread();
    Integer result =
        TestHost.run(
            RunOptions.defaults(),
            () -> {
              assertNotSame(me, Thread.currentThread());
              HostThread.run(() -> assertSame(me, Thread.currentThread()));
              Thread task = Thread.currentThread();
              Integer value = HostThread.call(() -> 8);
              assertSame(task, Thread.currentThread());
              assertTrue(Terzetto.inTask());
              return value;
            });
    assertEquals(8, result);
  }

  @Test
  @Covers("GST-12")
  void call_inARunOfItsOwn_runsOnTheLoopThread() throws Exception {
    Terzetto.run(() -> {
      Thread first = HostThread.call(Thread::currentThread);
      assertFalse(first.isVirtual());
      Nursery.run(nursery ->
          nursery.startSoon(() -> assertSame(first, HostThread.call(Thread::currentThread))));
    });
  }

  @Test
  @Covers("GST-12")
  void call_isNoCheckpoint_andNobodyElseHasATurn() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> log.add("child"));
          TaskProbe.assertNoCheckpoints(() -> HostThread.run(() -> log.add("call")));
          log.add("body");
        }));
    assertEquals(List.of("call", "body", "child"), log);
  }

  @Test
  @Covers("GST-12")
  void call_isInsideTheRunButInNoTask() throws Exception {
    Event event = new Event();
    Terzetto.run(() -> {
      HostThread.run(() -> {
        assertTrue(Terzetto.inRun());
        assertFalse(Terzetto.inTask());
        event.set();
        assertEquals("nested", HostThread.call(() -> "nested"));
      });
      assertTrue(event.isSet());
    });
  }

  @Test
  @Covers("GST-12")
  void call_thatFails_throwsThatVeryException() throws Exception {
    IOException failure = new IOException("on the bare thread");
    Terzetto.run(() ->
        assertSame(
            failure,
            assertThrows(
                IOException.class,
                () ->
                    HostThread.run(() -> {
                      throw failure;
                    }))));
  }

  @Test
  @Covers("GST-12")
  void call_byATaskThatIsInterrupted_keepsTheFlag() throws Exception {
    Terzetto.run(() -> {
      Thread.currentThread().interrupt();
      assertEquals(8, HostThread.call(() -> 8));
      assertTrue(Thread.interrupted());
    });
  }

  @Test
  @Covers("GST-12")
  void call_byAHook_isJustACall() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    Instrument hook =
        new Instrument() {
          @Override
          public void beforeRun() {
            thread.set(HostThread.call(Thread::currentThread));
          }
        };
    Terzetto.run(
        RunOptions.defaults().withInstrument(hook),
        () -> assertSame(thread.get(), HostThread.call(Thread::currentThread)));
  }

  @Test
  @Covers("GST-12")
  void call_outsideOfTheRun_isRefused() throws Exception {
    assertThrows(IllegalStateException.class, () -> HostThread.call(() -> 8));
    Terzetto.run(() ->
        Terzetto.blocking(
            () -> assertThrows(IllegalStateException.class, () -> HostThread.call(() -> 8))));
  }
}
