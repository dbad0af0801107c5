package org.terzetto.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunOptions;
import picocli.CommandLine.Option;

/** The option {@code --backend}, which several commands have. */
final class BackendOption {
  /** A JVM that has just started may take its time over the first steps; nobody is to blame. */
  private static final Duration LONG_STEP = Duration.ofSeconds(1);

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "The I/O backend; the best that is available unless given.")
  private @Nullable String name;

  BackendOption() {}

  /**
   * What the user has typed.
   *
   * @throws UserMistake if there is no such backend, or it is not available
   */
  Optional<String> name() {
    Optional<String> typed = Optional.ofNullable(name);
    typed.ifPresent(Backends::requireAvailable);
    return typed;
  }

  /**
   * The options of a run on this backend.
   *
   * @throws UserMistake as {@link #name}; or if a system property is wrong
   */
  RunOptions runOptions() {
    Optional<String> typed = name();
    try {
      RunOptions defaults = RunOptions.defaults().withLongStep(LONG_STEP);
      return typed.map(defaults::withBackend).orElse(defaults);
    } catch (IllegalArgumentException e) {
      throw new UserMistake(String.valueOf(e.getMessage()));
    }
  }
}
