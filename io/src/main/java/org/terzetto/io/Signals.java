package org.terzetto.io;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.terzetto.Task;

/**
 * Signals of the operating system, as events for tasks: {@code TERM} to end, {@code HUP} to read
 * the configuration again. Ctrl-C has a way of its own, {@link Sigint}.
 *
 * {@snippet :
 * Signals.receive(
 *     signals -> {
 *       while (!signals.next().equals("TERM")) {
 *         readConfiguration();
 *       }
 *     },
 *     "HUP", "TERM");
 * }
 *
 * <p>Handlers belong to the process: a library should leave them alone unless it was asked.
 */
public final class Signals {
  private Signals() {}

  /**
   * Receives signals while {@code body} runs. Afterwards those who had them before have them again,
   * and get what arrived and was not taken.
   *
   * @checkpoint as {@code body}
   * @thread a task of the run
   * @param body takes the signals
   * @param names which: {@code INT}, {@code TERM}, {@code HUP}, {@code USR1} and so on, as the
   *     system has them
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws IllegalArgumentException if no name is given, the system has no such signal, or the JVM
   *     keeps it for itself; then no signal has been taken over
   * @throws IllegalStateException if called outside a task
   * @throws UnsupportedOperationException if this JVM gives no access to signals
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <X extends Exception> void receive(SignalBody<X> body, String... names)
      throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    Set<String> distinct = new LinkedHashSet<>(List.of(names));
    if (distinct.isEmpty()) {
      throw new IllegalArgumentException("no signal is named; say which ones to receive");
    }
    Task.current(); // throws outside a task, before anything changes
    SignalReceiver receiver = new SignalReceiver(distinct);
    try {
      body.run(receiver);
    } finally {
      receiver.close();
    }
  }

  /**
   * Whether {@link #receive} can have a signal: the system has it, and the JVM gives it away.
   *
   * @checkpoint never
   * @thread any
   * @param name the signal's name
   * @return false if {@link #receive} would refuse it
   */
  public static boolean canReceive(String name) {
    try {
      OsSignal signal = new OsSignal(name);
      Missed missed = new Missed();
      signal.handle(missed).giveBack();
      if (missed.yes) {
        signal.raise();
      }
      return true;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** A signal that arrived in the moment of the question. */
  private static final class Missed implements Runnable {
    private volatile boolean yes;

    @Override
    public void run() {
      yes = true;
    }
  }
}
