package org.terzetto.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.terzetto.Task;
import org.terzetto.spi.Instrument;

/**
 * Writes down every event of a run, for tests that look at the schedule, and for people who wonder.
 * It keeps all events until {@link #clear}.
 *
 * <p>Thread safety: belongs to its run. When the run has ended, the thread that called {@code run}
 * may read it.
 */
public final class RecordingInstrument implements Instrument {
  /** The hooks of {@link Instrument}, under their own names. */
  public enum Hook {
    /** {@link Instrument#beforeRun}. */
    BEFORE_RUN("beforeRun"),
    /** {@link Instrument#afterRun}. */
    AFTER_RUN("afterRun"),
    /** {@link Instrument#taskSpawned}. */
    TASK_SPAWNED("taskSpawned"),
    /** {@link Instrument#taskScheduled}. */
    TASK_SCHEDULED("taskScheduled"),
    /** {@link Instrument#beforeTaskStep}. */
    BEFORE_TASK_STEP("beforeTaskStep"),
    /** {@link Instrument#afterTaskStep}. */
    AFTER_TASK_STEP("afterTaskStep"),
    /** {@link Instrument#taskExited}. */
    TASK_EXITED("taskExited"),
    /** {@link Instrument#beforeIoWait}. */
    BEFORE_IO_WAIT("beforeIoWait"),
    /** {@link Instrument#afterIoWait}. */
    AFTER_IO_WAIT("afterIoWait");

    private final String method;

    Hook(String method) {
      this.method = method;
    }

    /** The name of the method. */
    @Override
    public String toString() {
      return method;
    }
  }

  /**
   * One event.
   *
   * @param hook which hook was called
   * @param task the name of the task it was about, or null
   * @param timeout the timeout of an I/O wait, or null
   */
  public record Event(Hook hook, @Nullable String task, @Nullable Duration timeout) {
    /** The name of the hook and what it was called with, as in {@code "taskExited child1"}. */
    @Override
    public String toString() {
      return hook + (task == null ? "" : " " + task) + (timeout == null ? "" : " " + timeout);
    }
  }

  private final List<Event> events = new ArrayList<>();

  /** An instrument that has seen nothing yet. */
  public RecordingInstrument() {}

  /**
   * Everything so far.
   *
   * @return a copy, in order
   */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /**
   * The events of some hooks only.
   *
   * @param hooks which ones
   * @return a copy, in order
   */
  public List<Event> events(Hook... hooks) {
    List<Hook> wanted = List.of(hooks);
    return events.stream().filter(event -> wanted.contains(event.hook())).toList();
  }

  /** Forgets what was seen so far. */
  public void clear() {
    events.clear();
  }

  @Override
  public void beforeRun() {
    events.add(new Event(Hook.BEFORE_RUN, null, null));
  }

  @Override
  public void afterRun() {
    events.add(new Event(Hook.AFTER_RUN, null, null));
  }

  @Override
  public void taskSpawned(Task<?> task) {
    add(Hook.TASK_SPAWNED, task);
  }

  @Override
  public void taskScheduled(Task<?> task) {
    add(Hook.TASK_SCHEDULED, task);
  }

  @Override
  public void beforeTaskStep(Task<?> task) {
    add(Hook.BEFORE_TASK_STEP, task);
  }

  @Override
  public void afterTaskStep(Task<?> task) {
    add(Hook.AFTER_TASK_STEP, task);
  }

  @Override
  public void taskExited(Task<?> task) {
    add(Hook.TASK_EXITED, task);
  }

  @Override
  public void beforeIoWait(Duration timeout) {
    events.add(new Event(Hook.BEFORE_IO_WAIT, null, timeout));
  }

  @Override
  public void afterIoWait(Duration timeout) {
    events.add(new Event(Hook.AFTER_IO_WAIT, null, timeout));
  }

  private void add(Hook hook, Task<?> task) {
    events.add(new Event(hook, task.name(), null));
  }
}
