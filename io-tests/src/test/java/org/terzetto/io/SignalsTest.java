package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Real signals of this process, two that the JVM has no use for. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class SignalsTest {
  private static final String ONE = "USR1";
  private static final String TWO = "USR2";

  /** What the handlers were told that the "program" had installed before. */
  private final BlockingQueue<String> before = new LinkedBlockingQueue<>();

  private final List<OsSignal.Taken> taken = new ArrayList<>();

  @BeforeEach
  void install() {
    for (String name : List.of(ONE, TWO)) {
      taken.add(new OsSignal(name).handle(() -> before.add(name)));
    }
  }

  @AfterEach
  void giveBack() {
    taken.forEach(OsSignal.Taken::giveBack);
  }

  private static void raise(String name) {
    new OsSignal(name).raise();
  }

  /** Raises a signal, and holds the loop until the JVM has delivered it. */
  private static void raiseAndAwait(String name, SignalReceiver signals) {
    long deliveries = signals.statistics().deliveries();
    raise(name);
    while (signals.statistics().deliveries() == deliveries) {
      Thread.onSpinWait();
    }
  }

  private void assertBothRestored() throws InterruptedException {
    raise(ONE);
    assertEquals(ONE, before.take());
    raise(TWO);
    assertEquals(TWO, before.take());
  }

  @Test
  @Covers("SIG-1")
  void receive_takesOverAndGivesBack() throws Exception {
    List<String> received = new ArrayList<>();
    Terzetto.run(() ->
        Signals.receive(
            signals -> {
              raise(ONE);
              received.add(signals.next());
              raise(TWO);
              received.add(signals.next());
            },
            ONE,
            TWO,
            ONE));
    assertEquals(List.of(ONE, TWO), received);
    assertTrue(before.isEmpty());
    assertBothRestored();
  }

  @Test
  @Covers("SIG-1")
  void receive_whoseBodyFails_givesBack() throws Exception {
    assertThrows(
        IllegalStateException.class,
        () ->
            Terzetto.run(() ->
                Signals.receive(
                    signals -> {
                      throw new IllegalStateException("body");
                    },
                    ONE,
                    TWO)));
    assertBothRestored();
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUIT", "SEGV", "KILL", "NOSUCH", "SIGTERM"})
  @Covers({"SIG-1", "SIG-5"})
  void receive_ofARefusedSignal_takesNone(String refused) throws Exception {
    Terzetto.run(() ->
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Signals.receive(
                    signals -> {
                      throw new AssertionError("the body ran");
                    },
                    ONE,
                    TWO,
                    refused)));
    assertBothRestored();
    assertFalse(Signals.canReceive(refused));
  }

  @Test
  @Covers("SIG-5")
  void receive_ofNothing_isRefused() throws Exception {
    Terzetto.run(() ->
        assertThrows(
            IllegalArgumentException.class, () -> Signals.receive(signals -> signals.next())));
    assertThrows(IllegalStateException.class, () -> Signals.receive(SignalReceiver::next, ONE));
  }

  @Test
  @Covers("SIG-5")
  void receive_inAnyThread_works() throws Exception {
    FutureTask<Void> other =
        new FutureTask<>(() -> {
          receive_takesOverAndGivesBack();
          return null;
        });
    Thread.ofVirtual().start(other);
    other.get();
  }

  @Test
  @Covers("SIG-2")
  void next_givesEachSignalOnce_inTheOrderOfTheirArrival() throws Exception {
    Terzetto.run(() ->
        Signals.receive(
            signals -> {
              for (String name : List.of(TWO, ONE, TWO, TWO, ONE)) {
                raiseAndAwait(name, signals);
              }
              assertEquals(new SignalStatistics(5, 2), signals.statistics());
              assertEquals(TWO, signals.next());
              raiseAndAwait(TWO, signals);
              assertEquals(ONE, signals.next());
              assertEquals(TWO, signals.next());
              assertEquals(0, signals.statistics().pending());
            },
            ONE,
            TWO));
  }

  @Test
  @Covers("SIG-3")
  void next_isACheckpoint_alsoIfASignalIsThere() throws Exception {
    Terzetto.run(() ->
        Signals.receive(
            signals -> {
              raiseAndAwait(ONE, signals);
              TaskProbe.assertCheckpoints(signals::next);
              raiseAndAwait(ONE, signals);
              CancelScope.create()
                  .run(scope -> {
                    scope.cancel();
                    signals.next();
                  });
              assertEquals(ONE, signals.next(), "the cancelled call has taken nothing");
            },
            ONE));
  }

  @Test
  @Covers("SIG-3")
  void next_byTwoTasks_isRefused() throws Exception {
    Terzetto.run(() ->
        Signals.receive(
            signals ->
                Nursery.run(nursery -> {
                  nursery.startSoon(() -> assertEquals(ONE, signals.next()));
                  TaskProbe.waitAllTasksBlocked();
                  assertThrows(BusyResourceException.class, signals::next);
                  raise(ONE);
                }),
            ONE));
  }

  @Test
  @Covers("SIG-3")
  void next_whenTheBlockEnds_isRefused() throws Exception {
    AtomicReference<SignalReceiver> kept = new AtomicReference<>();
    Terzetto.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery ->
                      Signals.receive(
                          signals -> {
                            kept.set(signals);
                            nursery.startSoon(signals::next);
                            TaskProbe.waitAllTasksBlocked();
                          },
                          ONE)));
      assertEquals(1, group.leaves(IllegalStateException.class).size());
      assertThrows(IllegalStateException.class, kept.get()::next);
    });
  }

  @Test
  @Covers("SIG-4")
  void signalsThatNobodyTook_areRaisedAgain() throws Exception {
    Terzetto.run(() -> {
      Signals.receive(
          signals -> {
            raiseAndAwait(ONE, signals);
            TaskProbe.waitAllTasksBlocked();
            raiseAndAwait(TWO, signals); // its callback is still in the entry queue
          },
          ONE,
          TWO);
      assertEquals(List.of(ONE, TWO), Terzetto.blocking(() -> sortedTwo()));
    });
  }

  private List<String> sortedTwo() throws InterruptedException {
    List<String> both = new ArrayList<>(List.of(before.take(), before.take()));
    both.sort(null);
    return both;
  }

  @Test
  void canReceive_leavesTheSignalAlone() throws Exception {
    assertTrue(Signals.canReceive(ONE));
    assertBothRestored();
  }
}
