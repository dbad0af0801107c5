package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

/** One pass of the loop: what it does, in which order, and how long it waits. */
class LoopPassTest {
  private static final Duration DAY = Duration.ofHours(24);

  /** Writes down what the loop asks of clock, backend and instruments. */
  private static final class LoggedTime extends SimulatedTime implements Instrument {
    final List<String> log = new ArrayList<>();
    long advanceInNextPoll;
    long idleThreshold = Long.MAX_VALUE;

    @Override
    public long realNanosUntil(long deadline) {
      log("timeout");
      return super.realNanosUntil(deadline);
    }

    @Override
    void polling(long timeoutNanos) {
      log("poll");
      advance(advanceInNextPoll);
      advanceInNextPoll = 0;
    }

    @Override
    public long idleThresholdNanos() {
      return idleThreshold;
    }

    @Override
    public void idle(long nextDeadline) {
      log("idle");
      advance(nextDeadline - nanoTime());
    }

    @Override
    public void beforeIoWait(Duration timeout) {
      log("beforeIoWait");
    }

    @Override
    public void afterIoWait(Duration timeout) {
      log("afterIoWait");
    }

    @Override
    public void taskScheduled(Task<?> task) {
      log("scheduled " + task.name());
    }

    @Override
    public void beforeTaskStep(Task<?> task) {
      log("step " + task.name());
    }

    /** A question asked twice in a row is one question. */
    private void log(String event) {
      if (log.isEmpty() || !log.getLast().equals(event)) {
        log.add(event);
      }
    }
  }

  @Test
  @Covers({"SCH-5", "INS-7"})
  void pass_withIoAndDeadline_goesThroughItsStepsInOrder() throws Exception {
    LoggedTime time = new LoggedTime();
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      source.configureBlocking(false);
      Terzetto.run(
          time.in(RunOptions.defaults()).withInstrument(time),
          () ->
              Nursery.run(nursery -> {
                nursery.startSoon("reader", () -> Readiness.of(source).waitReadable());
                nursery.startSoon("sleeper", () -> Terzetto.sleep(Duration.ofSeconds(1)));
                TaskProbe.waitAllTasksBlocked();
                sink.write(ByteBuffer.allocate(1));
                time.advanceInNextPoll = 1_000_000_000;
                time.log.clear();
              }));
    }
    assertEquals(
        List.of(
            "timeout",
            "beforeIoWait",
            "poll",
            "scheduled reader",
            "afterIoWait",
            "scheduled sleeper"),
        time.log.subList(0, 6));
    assertEquals(Set.of("step reader", "step sleeper"), Set.copyOf(stepsOf(time.log, 6)));
  }

  @Test
  @Covers("SCH-5")
  void pass_withNothingToDo_handlesIdlenessAfterDeadlinesAndBeforeTheBatch() throws Exception {
    LoggedTime time = new LoggedTime();
    Terzetto.run(
        time.in(RunOptions.defaults()).withInstrument(time),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("sleeper", () -> Terzetto.sleep(Duration.ofHours(1)));
              nursery.startSoon("waiter", () -> TaskProbe.waitAllTasksBlocked());
              Checkpoints.checkpoint();
              Checkpoints.checkpoint();
              time.log.clear();
              time.idleThreshold = 0;
            }));
    List<String> log = new ArrayList<>(time.log);
    log.removeIf("timeout"::equals);
    assertEquals(
        List.of("beforeIoWait", "poll", "afterIoWait", "scheduled waiter", "step waiter"),
        log.subList(0, 5));
    assertEquals(
        List.of("beforeIoWait", "poll", "afterIoWait", "idle"),
        log.subList(log.indexOf("idle") - 3, log.indexOf("idle") + 1));
    assertTrue(log.indexOf("scheduled sleeper") > log.indexOf("idle"), log::toString);
  }

  private static List<String> stepsOf(List<String> log, int from) {
    return log.subList(from, log.size()).stream()
        .takeWhile(event -> !event.equals("timeout") && !event.equals("beforeIoWait"))
        .filter(event -> event.startsWith("step "))
        .toList();
  }

  @Test
  @Covers({"SCH-6", "INS-6"})
  void wait_whileTasksAreRunnable_isAMereLook() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        new SimulatedTime().in(RunOptions.defaults()).withInstrument(recording),
        () -> {
          checkpoints(5);
          Terzetto.sleep(Duration.ofSeconds(1));
          checkpoints(5);
        });
    ScheduleTrace trace = ScheduleTrace.of(recording);
    List<List<String>> runnable = trace.runnable();
    int waits = 0;
    for (int i = 0; i < runnable.size(); i++) {
      ScheduleTrace.Pass pass = trace.passes().get(i);
      boolean runnableBefore =
          runnable.get(i).size() > pass.duringWait().size() + pass.afterWait().size();
      if (runnableBefore) {
        assertEquals(Duration.ZERO, pass.timeout(), "pass " + i);
      } else {
        assertEquals(Duration.ofSeconds(1), pass.timeout(), "pass " + i);
        waits++;
      }
    }
    assertEquals(1, waits);
  }

  @Test
  @Covers("SCH-6")
  void wait_whileAllTasksSleep_lastsUntilTheSoonestDeadline() throws Exception {
    assertEquals(
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)),
        waitsOf(
            new SimulatedTime(),
            () ->
                Nursery.run(nursery -> {
                  nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(7)));
                  nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(1)));
                  nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(3)));
                })));
  }

  @Test
  @Covers("SCH-7")
  void wait_forAFarDeadline_isCutIntoDays() throws Exception {
    assertEquals(
        List.of(DAY, DAY, Duration.ofHours(2)),
        waitsOf(new SimulatedTime(), () -> Terzetto.sleep(Duration.ofHours(50))));
  }

  @Test
  @Covers("SCH-7")
  void wait_withoutDeadline_lastsADay() throws Exception {
    assertEquals(List.of(DAY, DAY), waitsUntilWoken(LoopTime.NEVER));
  }

  @Test
  @Covers("SCH-7")
  void wait_withAnAbsurdDeadline_lastsADay() throws Exception {
    assertEquals(List.of(DAY, DAY), waitsUntilWoken(new LoopTime(Long.MAX_VALUE - 1)));
  }

  /** The waits of a task with a deadline, which is woken by a callback during the second. */
  private static List<Duration> waitsUntilWoken(LoopTime deadline) throws Exception {
    Task<?>[] sleeper = new Task<?>[1];
    RunToken[] token = new RunToken[1];
    SimulatedTime time =
        new SimulatedTime() {
          private int waits;

          @Override
          void polling(long timeoutNanos) {
            if (timeoutNanos > 0 && ++waits == 2) {
              token[0].runSoon(() -> Parking.reschedule(sleeper[0]));
            }
          }
        };
    return waitsOf(
        time,
        () -> {
          token[0] = RunToken.current();
          sleeper[0] = Task.current();
          CancelScope.moveOnAt(deadline, scope -> Parking.park(cancellation -> Abort.SUCCEEDED));
        });
  }

  @Test
  @Covers("SCH-7")
  void wait_withAnOverdueDeadline_isAMereLook() throws Exception {
    assertEquals(
        List.of(),
        waitsOf(
            new SimulatedTime(),
            () ->
                CancelScope.create()
                    .run(scope -> {
                      scope.deadline(Terzetto.currentTime().minus(Duration.ofHours(1)));
                      Terzetto.sleepForever();
                    })));
  }

  /** The timeouts of the waits that were more than a mere look. */
  private static List<Duration> waitsOf(SimulatedTime time, TaskBody main) throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(time.in(RunOptions.defaults()).withInstrument(recording), main);
    List<Duration> timeouts =
        recording.events(Hook.BEFORE_IO_WAIT).stream().map(Event::timeout).toList();
    assertTrue(timeouts.stream().noneMatch(Duration::isNegative), timeouts::toString);
    return timeouts.stream().filter(timeout -> !timeout.isZero()).toList();
  }

  private static void checkpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }
}
