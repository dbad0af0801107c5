package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.TooSlowException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.sync.Lock;
import org.terzetto.testing.MemoryStreams;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.Sequencer;
import org.terzetto.testing.StreamChecks;
import org.terzetto.testing.TaskProbe;
import org.terzetto.testing.junit.TerzettoTest;

/** What docs/testing.md shows. */
class TestingGuideTest {
  // tag::autojump[]
  @TerzettoTest(autojump = true)
  void aNightIsShort() throws Exception {
    LoopTime start = Terzetto.currentTime();
    Terzetto.sleep(Duration.ofHours(8));
    assertEquals(start.plus(Duration.ofHours(8)), Terzetto.currentTime());
    assertThrows(
        TooSlowException.class,
        () -> CancelScope.failAfter(Duration.ofMinutes(5), scope -> Terzetto.sleepForever()));
  }

  // end::autojump[]

  // tag::clock[]
  @TerzettoTest
  void theClockStandsUntilItIsMoved(MockClock clock) throws InterruptedException {
    Nursery.run(nursery -> {
      Task<?> sleeper = nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(10)));
      TaskProbe.waitAllTasksBlocked(); // now it sleeps
      clock.jump(Duration.ofSeconds(9));
      TaskProbe.waitAllTasksBlocked();
      assertEquals(Task.State.RUNNING, sleeper.state());
      clock.jump(Duration.ofSeconds(1));
    });
  }

  // end::clock[]

  // tag::sequencer[]
  @TerzettoTest
  void blocksInOrder() throws InterruptedException {
    List<String> log = new ArrayList<>();
    Sequencer sequencer = new Sequencer();
    Nursery.run(nursery -> {
      nursery.startSoon(() -> sequencer.at(1, () -> log.add("second")));
      nursery.startSoon(() -> {
        sequencer.at(0, () -> log.add("first"));
        sequencer.at(2, () -> log.add("third"));
      });
    });
    assertEquals(List.of("first", "second", "third"), log);
  }

  // end::sequencer[]

  // tag::schedules[]
  @TerzettoTest(schedules = 1000)
  void nobodysMoneyIsLost() throws InterruptedException {
    int[] balance = {0};
    Lock lock = new Lock(); // without it, some schedule soon loses a payment
    Nursery.run(nursery -> {
      for (int i = 0; i < 3; i++) {
        nursery.startSoon(() ->
            lock.use(() -> {
              int before = balance[0];
              Checkpoints.checkpoint();
              balance[0] = before + 10;
            }));
      }
    });
    assertEquals(30, balance[0]);
  }

  // end::schedules[]

  // tag::memory[]
  @TerzettoTest
  void aConnectionThatStallsAndBreaks() throws InterruptedException {
    var pair = MemoryStreams.oneWayPair();
    pair.one().onSendAll(() -> {}); // what is sent stays where it is
    pair.one().sendAll(new byte[] {1, 2, 3});
    MemoryStreams.pump(pair.one(), pair.other(), 2);
    assertArrayEquals(new byte[] {1, 2}, pair.other().receiveSome());
    pair.one()
        .onSendAll(() -> {
          throw new BrokenResourceException("the cable was cut");
        });
    assertThrows(BrokenResourceException.class, () -> pair.one().sendAll(new byte[] {4}));
  }

  // end::memory[]

  // tag::kit[]
  @TestFactory
  Stream<DynamicTest> conformsToTheContract() {
    return StreamChecks.halfCloseable(MemoryStreams::pair).stream()
        .map(check -> dynamicTest(check.name(), () -> Terzetto.run(check)));
  }
  // end::kit[]
}
