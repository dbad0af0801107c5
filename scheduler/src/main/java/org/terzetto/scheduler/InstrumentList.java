package org.terzetto.scheduler;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.terzetto.Task;
import org.terzetto.spi.Instrument;

/**
 * The instruments of a run, sorted by the hooks they override: one array per hook, empty if nobody
 * listens, so that a hook without a listener costs the look at an empty array. The arrays are
 * replaced, never changed: a hook that adds or removes instruments does not affect its own event.
 */
final class InstrumentList {
  private static final Logger LOGGER = System.getLogger(Instrument.class.getName());
  private static final Instrument[] NOBODY = {};
  private static final Method[] HOOKS = Instrument.class.getDeclaredMethods();

  private final List<Instrument> active = new ArrayList<>();
  private boolean calling;
  private Instrument[] beforeRun = NOBODY;
  private Instrument[] afterRun = NOBODY;
  private Instrument[] taskSpawned = NOBODY;
  private Instrument[] taskScheduled = NOBODY;
  private Instrument[] beforeTaskStep = NOBODY;
  private Instrument[] afterTaskStep = NOBODY;
  private Instrument[] taskExited = NOBODY;
  private Instrument[] beforeIoWait = NOBODY;
  private Instrument[] afterIoWait = NOBODY;

  void add(Instrument instrument) {
    if (isActive(instrument)) {
      return;
    }
    overriddenHooks(instrument).forEach(hook -> subscribe(hook, instrument));
    active.add(instrument);
  }

  void remove(Instrument instrument) {
    if (!isActive(instrument)) {
      throw new NoSuchElementException(
          "the instrument " + instrument + " is not active in this run; add it first");
    }
    active.removeIf(other -> other == instrument);
    beforeRun = without(instrument, beforeRun);
    afterRun = without(instrument, afterRun);
    taskSpawned = without(instrument, taskSpawned);
    taskScheduled = without(instrument, taskScheduled);
    beforeTaskStep = without(instrument, beforeTaskStep);
    afterTaskStep = without(instrument, afterTaskStep);
    taskExited = without(instrument, taskExited);
    beforeIoWait = without(instrument, beforeIoWait);
    afterIoWait = without(instrument, afterIoWait);
  }

  void beforeRun() {
    for (Instrument instrument : beforeRun) {
      guarded(instrument, instrument::beforeRun);
    }
  }

  void afterRun() {
    for (Instrument instrument : afterRun) {
      guarded(instrument, instrument::afterRun);
    }
  }

  void taskSpawned(Task<?> task) {
    for (Instrument instrument : taskSpawned) {
      guarded(instrument, () -> instrument.taskSpawned(task));
    }
  }

  void taskScheduled(Task<?> task) {
    for (Instrument instrument : taskScheduled) {
      guarded(instrument, () -> instrument.taskScheduled(task));
    }
  }

  void beforeTaskStep(Task<?> task) {
    for (Instrument instrument : beforeTaskStep) {
      guarded(instrument, () -> instrument.beforeTaskStep(task));
    }
  }

  void afterTaskStep(Task<?> task) {
    for (Instrument instrument : afterTaskStep) {
      guarded(instrument, () -> instrument.afterTaskStep(task));
    }
  }

  void taskExited(Task<?> task) {
    for (Instrument instrument : taskExited) {
      guarded(instrument, () -> instrument.taskExited(task));
    }
  }

  void beforeIoWait(long timeoutNanos) {
    for (Instrument instrument : beforeIoWait) {
      guarded(instrument, () -> instrument.beforeIoWait(Duration.ofNanos(timeoutNanos)));
    }
  }

  void afterIoWait(long timeoutNanos) {
    for (Instrument instrument : afterIoWait) {
      guarded(instrument, () -> instrument.afterIoWait(Duration.ofNanos(timeoutNanos)));
    }
  }

  /** Whether a hook is being called: it must not suspend. */
  boolean isCalling() {
    return calling;
  }

  private void guarded(Instrument instrument, Runnable hook) {
    boolean nested = calling;
    calling = true;
    try {
      hook.run();
    } catch (Throwable failure) {
      if (isActive(instrument)) {
        remove(instrument);
      }
      LOGGER.log(
          Level.ERROR,
          "the instrument "
              + Throwing.textOf(instrument)
              + " failed and has been removed from the run",
          failure);
    } finally {
      calling = nested;
    }
  }

  private boolean isActive(Instrument instrument) {
    return active.stream().anyMatch(other -> other == instrument);
  }

  private static List<String> overriddenHooks(Instrument instrument) {
    List<String> overridden = new ArrayList<>();
    for (Method hook : HOOKS) {
      if (!hook.isSynthetic() && overrides(instrument, hook)) {
        overridden.add(hook.getName());
      }
    }
    return overridden;
  }

  private static boolean overrides(Instrument instrument, Method hook) {
    try {
      Method found = instrument.getClass().getMethod(hook.getName(), hook.getParameterTypes());
      return found.getDeclaringClass() != Instrument.class;
    } catch (NoSuchMethodException e) {
      throw new AssertionError("every instrument has the hook " + hook, e);
    }
  }

  private void subscribe(String hook, Instrument instrument) {
    switch (hook) {
      case "beforeRun" -> beforeRun = with(instrument, beforeRun);
      case "afterRun" -> afterRun = with(instrument, afterRun);
      case "taskSpawned" -> taskSpawned = with(instrument, taskSpawned);
      case "taskScheduled" -> taskScheduled = with(instrument, taskScheduled);
      case "beforeTaskStep" -> beforeTaskStep = with(instrument, beforeTaskStep);
      case "afterTaskStep" -> afterTaskStep = with(instrument, afterTaskStep);
      case "taskExited" -> taskExited = with(instrument, taskExited);
      case "beforeIoWait" -> beforeIoWait = with(instrument, beforeIoWait);
      case "afterIoWait" -> afterIoWait = with(instrument, afterIoWait);
      default -> throw new AssertionError("a hook that nobody calls: " + hook);
    }
  }

  private static Instrument[] with(Instrument instrument, Instrument[] before) {
    Instrument[] more = Arrays.copyOf(before, before.length + 1);
    more[before.length] = instrument;
    return more;
  }

  private static Instrument[] without(Instrument instrument, Instrument[] before) {
    Instrument[] fewer =
        Arrays.stream(before).filter(other -> other != instrument).toArray(Instrument[]::new);
    return fewer.length == 0 ? NOBODY : fewer;
  }
}
