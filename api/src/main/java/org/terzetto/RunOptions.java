package org.terzetto;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.terzetto.spi.Clock;
import org.terzetto.spi.Instrument;
import org.terzetto.spi.IoBackendProvider;

/**
 * How a run is to be run. Immutable: each {@code with} method returns a changed copy.
 *
 * <p>Some defaults come from system properties, so that one can change them without touching the
 * program: {@code terzetto.taskMode} ({@code loop} or {@code portable}), {@code terzetto.backend}
 * (a name), {@code terzetto.seed} (a number), {@code terzetto.debug} ({@code true}).
 *
 * @param clock the source of time, or empty for the default clock
 * @param instruments who watches the run, in the order in which they are called
 * @param backend the I/O backend, or empty to choose among those that {@link
 *     java.util.ServiceLoader} finds
 * @param backendName the name of the backend to choose, or empty for the best that is available
 * @param seed makes the order within batches repeatable; empty for a random order
 * @param taskMode how tasks hold their stacks, or empty for the best that the JVM allows
 * @param debug whether to record where tasks are spawned and where {@link Cancelled} is thrown, and
 *     to report cancellations that were swallowed
 * @param longStep a step of a task that takes longer than this is reported on the log; zero turns
 *     the watchdog off
 */
public record RunOptions(
    Optional<Clock> clock,
    List<Instrument> instruments,
    Optional<IoBackendProvider> backend,
    Optional<String> backendName,
    OptionalLong seed,
    Optional<TaskMode> taskMode,
    boolean debug,
    Duration longStep) {

  /** Checks and copies. */
  public RunOptions {
    instruments = List.copyOf(instruments);
    if (longStep.isNegative()) {
      throw new IllegalArgumentException(
          "longStep is " + longStep + "; it must not be negative (zero turns the watchdog off)");
    }
  }

  /**
   * The options of {@link Terzetto#run(TaskBody)}.
   *
   * @return the defaults, with the system properties taken into account
   * @throws IllegalArgumentException if one of the system properties has no valid value
   */
  public static RunOptions defaults() {
    return new RunOptions(
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.ofNullable(System.getProperty("terzetto.backend")),
        seedProperty(System.getProperty("terzetto.seed")),
        Optional.ofNullable(System.getProperty("terzetto.taskMode")).map(RunOptions::taskModeOf),
        Boolean.getBoolean("terzetto.debug"),
        Duration.ofMillis(100));
  }

  /**
   * With another clock.
   *
   * @param clock the source of time
   * @return a copy
   */
  public RunOptions withClock(Clock clock) {
    return new RunOptions(
        Optional.of(clock), instruments, backend, backendName, seed, taskMode, debug, longStep);
  }

  /**
   * With one more instrument.
   *
   * @param instrument who watches the run
   * @return a copy
   */
  public RunOptions withInstrument(Instrument instrument) {
    List<Instrument> more = new ArrayList<>(instruments);
    more.add(Objects.requireNonNull(instrument, "instrument"));
    return new RunOptions(clock, more, backend, backendName, seed, taskMode, debug, longStep);
  }

  /**
   * With this backend, whatever else is found.
   *
   * @param provider makes the backend
   * @return a copy
   */
  public RunOptions withBackend(IoBackendProvider provider) {
    return new RunOptions(
        clock, instruments, Optional.of(provider), backendName, seed, taskMode, debug, longStep);
  }

  /**
   * With the backend of this name among those that are found.
   *
   * @param name as {@link IoBackendProvider#name} gives it
   * @return a copy
   */
  public RunOptions withBackend(String name) {
    return new RunOptions(
        clock, instruments, backend, Optional.of(name), seed, taskMode, debug, longStep);
  }

  /**
   * With a schedule that the same seed replays.
   *
   * @param seed any number
   * @return a copy
   */
  public RunOptions withSeed(long seed) {
    return new RunOptions(
        clock, instruments, backend, backendName, OptionalLong.of(seed), taskMode, debug, longStep);
  }

  /**
   * With this task mode.
   *
   * @param mode the mode; {@link Terzetto#run(RunOptions, TaskBody)} fails if the JVM does not
   *     allow it
   * @return a copy
   */
  public RunOptions withTaskMode(TaskMode mode) {
    return new RunOptions(
        clock, instruments, backend, backendName, seed, Optional.of(mode), debug, longStep);
  }

  /**
   * With debug mode on or off.
   *
   * @param debug true for more to read, and slower
   * @return a copy
   */
  public RunOptions withDebug(boolean debug) {
    return new RunOptions(
        clock, instruments, backend, backendName, seed, taskMode, debug, longStep);
  }

  /**
   * With another limit for the watchdog.
   *
   * @param longStep the longest step that is not reported; zero turns the watchdog off
   * @return a copy
   * @throws IllegalArgumentException if negative
   */
  public RunOptions withLongStep(Duration longStep) {
    return new RunOptions(
        clock, instruments, backend, backendName, seed, taskMode, debug, longStep);
  }

  private static OptionalLong seedProperty(@Nullable String text) {
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "system property terzetto.seed is '" + text + "'; it must be a whole number", e);
    }
  }

  private static TaskMode taskModeOf(String text) {
    return switch (text) {
      case "loop" -> TaskMode.LOOP;
      case "portable" -> TaskMode.PORTABLE;
      default ->
          throw new IllegalArgumentException(
              "system property terzetto.taskMode is '" + text + "'; use loop or portable");
    };
  }
}
