package org.terzetto;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.InterruptSources;
import org.terzetto.lowlevel.InterruptSource;
import org.terzetto.lowlevel.Tracer;
import org.terzetto.spi.Clock;
import org.terzetto.spi.Instrument;
import org.terzetto.spi.IoBackendProvider;

/**
 * How a run is to be run. Each {@code with} method returns a changed copy.
 *
 * <p>Some defaults come from system properties, so that one can change them without touching the
 * program: {@code terzetto.taskMode} ({@code loop} or {@code portable}), {@code terzetto.backend}
 * (a name), {@code terzetto.seed} (a number), {@code terzetto.debug} ({@code true}), {@code
 * terzetto.trace} ({@code true} for a {@link Tracer} on the standard error), {@code terzetto.ctrlC}
 * ({@code true} for the {@link InterruptSource} that {@link java.util.ServiceLoader} finds, which
 * the module {@code org.terzetto.io} has).
 *
 * <p>Thread safety: immutable.
 */
public final class RunOptions {
  private Optional<Clock> clock = Optional.empty();
  private List<Instrument> instruments = List.of();
  private Optional<IoBackendProvider> backend = Optional.empty();
  private Optional<String> backendName = Optional.empty();
  private OptionalLong seed = OptionalLong.empty();
  private Optional<TaskMode> taskMode = Optional.empty();
  private Optional<InterruptSource> interrupts = Optional.empty();
  private String mainName = "main";
  private boolean debug;
  private Duration longStep = Duration.ofMillis(100);

  private RunOptions() {}

  private RunOptions(RunOptions other) {
    clock = other.clock;
    instruments = other.instruments;
    backend = other.backend;
    backendName = other.backendName;
    seed = other.seed;
    taskMode = other.taskMode;
    interrupts = other.interrupts;
    mainName = other.mainName;
    debug = other.debug;
    longStep = other.longStep;
  }

  /**
   * The options of {@link Terzetto#run(TaskBody)}.
   *
   * @return the defaults, with the system properties taken into account
   * @throws IllegalArgumentException if one of the system properties has no valid value
   * @throws IllegalStateException if Ctrl-C is asked for by the system property, and nothing found
   *     tells of it
   */
  public static RunOptions defaults() {
    RunOptions options = new RunOptions();
    options.backendName = Optional.ofNullable(System.getProperty("terzetto.backend"));
    options.seed = seedOf(System.getProperty("terzetto.seed"));
    options.taskMode =
        Optional.ofNullable(System.getProperty("terzetto.taskMode")).map(RunOptions::taskModeOf);
    options.debug = Boolean.getBoolean("terzetto.debug");
    if (Boolean.getBoolean("terzetto.ctrlC")) {
      options.interrupts = Optional.of(InterruptSources.find());
    }
    return Boolean.getBoolean("terzetto.trace")
        ? options.withInstrument(Tracer.toStandardError())
        : options;
  }

  /**
   * With another clock.
   *
   * @param newClock the source of time; a clock serves one run
   * @return a copy
   */
  public RunOptions withClock(Clock newClock) {
    Objects.requireNonNull(newClock, "newClock");
    return with(copy -> copy.clock = Optional.of(newClock));
  }

  /**
   * With one more instrument.
   *
   * @param instrument who watches the run, called after those already there
   * @return a copy
   */
  public RunOptions withInstrument(Instrument instrument) {
    List<Instrument> more = new ArrayList<>(instruments);
    more.add(Objects.requireNonNull(instrument, "instrument"));
    return with(copy -> copy.instruments = List.copyOf(more));
  }

  /**
   * With this backend, whatever else is found.
   *
   * @param provider makes the backend
   * @return a copy
   */
  public RunOptions withBackend(IoBackendProvider provider) {
    Objects.requireNonNull(provider, "provider");
    return with(copy -> copy.backend = Optional.of(provider));
  }

  /**
   * With the backend of this name among those that {@link java.util.ServiceLoader} finds; otherwise
   * the best that is available is taken.
   *
   * @param name as {@link IoBackendProvider#name} gives it
   * @return a copy
   */
  public RunOptions withBackend(String name) {
    Objects.requireNonNull(name, "name");
    return with(copy -> copy.backendName = Optional.of(name));
  }

  /**
   * With a schedule that the same seed replays; otherwise the order within batches is random.
   *
   * @param newSeed any number
   * @return a copy
   */
  public RunOptions withSeed(long newSeed) {
    return with(copy -> copy.seed = OptionalLong.of(newSeed));
  }

  /**
   * With a random order within batches, whatever the system property says.
   *
   * @return a copy
   */
  public RunOptions withoutSeed() {
    return with(copy -> copy.seed = OptionalLong.empty());
  }

  /**
   * With this task mode; otherwise the best that the JVM allows is taken.
   *
   * @param mode the mode; {@link Terzetto#run(RunOptions, TaskBody)} fails if the JVM does not
   *     allow it
   * @return a copy
   */
  public RunOptions withTaskMode(TaskMode mode) {
    Objects.requireNonNull(mode, "mode");
    return with(copy -> copy.taskMode = Optional.of(mode));
  }

  /**
   * With Ctrl-C, or whatever else the source tells of, reaching the main task: it throws {@link
   * SigintException} at its next checkpoint. Otherwise a run does not touch the signals of the
   * process.
   *
   * @param source who tells the run, such as {@code org.terzetto.io.Sigint}
   * @return a copy
   */
  public RunOptions withInterrupts(InterruptSource source) {
    Objects.requireNonNull(source, "source");
    return with(copy -> copy.interrupts = Optional.of(source));
  }

  /**
   * With another name for the main task than {@code main}.
   *
   * @param name the name in traces and messages
   * @return a copy
   */
  public RunOptions withMainName(String name) {
    Objects.requireNonNull(name, "name");
    return with(copy -> copy.mainName = name);
  }

  /**
   * With debug mode on or off. It records where tasks are spawned and where {@link Cancelled} is
   * thrown, and reports cancellations that were swallowed, checkpoints where there should be none
   * ({@link org.terzetto.lowlevel.Checkpoints#forbid}), and channels that were never closed.
   *
   * @param newDebug true for more to read, and slower
   * @return a copy
   */
  public RunOptions withDebug(boolean newDebug) {
    return with(copy -> copy.debug = newDebug);
  }

  /**
   * With another limit for the watchdog, which reports on the log the steps of tasks that take
   * longer.
   *
   * @param limit the longest step that is not reported; zero turns the watchdog off
   * @return a copy
   * @throws IllegalArgumentException if negative
   */
  public RunOptions withLongStep(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    if (limit.isNegative()) {
      throw new IllegalArgumentException(
          "the limit for long steps is " + limit + "; it must be zero (no watchdog) or more");
    }
    return with(copy -> copy.longStep = limit);
  }

  /**
   * The source of time.
   *
   * @return the clock, or empty for the default
   */
  public Optional<Clock> clock() {
    return clock;
  }

  /**
   * Who watches the run.
   *
   * @return the instruments, in the order in which they are called
   */
  public List<Instrument> instruments() {
    return instruments;
  }

  /**
   * The backend that was given.
   *
   * @return its provider, or empty to look for one
   */
  public Optional<IoBackendProvider> backend() {
    return backend;
  }

  /**
   * The name of the backend to look for.
   *
   * @return the name, or empty for the best that is available
   */
  public Optional<String> backendName() {
    return backendName;
  }

  /**
   * What makes the schedule repeatable.
   *
   * @return the seed, or empty for a random order
   */
  public OptionalLong seed() {
    return seed;
  }

  /**
   * How tasks hold their stacks.
   *
   * @return the mode, or empty for the best that the JVM allows
   */
  public Optional<TaskMode> taskMode() {
    return taskMode;
  }

  /**
   * Who tells the run that its user wants it to end.
   *
   * @return the source, or empty if nobody does
   */
  public Optional<InterruptSource> interrupts() {
    return interrupts;
  }

  /**
   * The name of the main task.
   *
   * @return the name
   */
  public String mainName() {
    return mainName;
  }

  /**
   * Whether debug mode is on.
   *
   * @return true if it is
   */
  public boolean debug() {
    return debug;
  }

  /**
   * The limit of the watchdog.
   *
   * @return the longest step that is not reported; zero for no watchdog
   */
  public Duration longStep() {
    return longStep;
  }

  private RunOptions with(Consumer<RunOptions> change) {
    RunOptions copy = new RunOptions(this);
    change.accept(copy);
    return copy;
  }

  private static OptionalLong seedOf(@Nullable String text) {
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
