package org.terzetto.scheduler;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One kind of interruption of main from outside, on its way there: it is raised by any thread,
 * handed on by the next pass of the loop, and taken by main at a cancel point. What main has not
 * taken by the end of the run came too late.
 */
final class MainInterrupt {
  private enum State {
    NONE,
    RAISED,
    HANDED_ON,
    CLOSED
  }

  private final Runner runner;
  private final Supplier<? extends InterruptedException> maker;
  private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

  MainInterrupt(Runner runner, Supplier<? extends InterruptedException> maker) {
    this.runner = runner;
    this.maker = maker;
  }

  /** By any thread; false if there is one under way, or nobody left to take it. */
  boolean raise() {
    boolean raised = state.compareAndSet(State.NONE, State.RAISED);
    if (raised) {
      runner.wakeup();
    }
    return raised;
  }

  boolean isRaised() {
    return state.get() == State.RAISED;
  }

  /** In each pass. Before init's first step there is no main, and it stays raised. */
  void dispatch() {
    if (!isRaised()) {
      return;
    }
    TaskImpl<?> main = runner.init().main();
    if (main != null) {
      state.set(State.HANDED_ON);
      main.interrupt(this::take);
    }
  }

  private InterruptedException take() {
    state.compareAndSet(State.HANDED_ON, State.NONE);
    return maker.get();
  }

  /** The run is over; true if main has not taken the last one. */
  boolean close() {
    return switch (state.getAndSet(State.CLOSED)) {
      case RAISED, HANDED_ON -> true;
      case NONE, CLOSED -> false;
    };
  }

  InterruptedException exception() {
    return maker.get();
  }
}
