package org.terzetto.scheduler;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.terzetto.RunOptions;
import org.terzetto.TerzettoInternalError;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;

/** Chooses the backend of a run: the one given, else the one named, else the best available. */
final class Backends {
  private static final Logger LOGGER = System.getLogger("org.terzetto.Backends");

  private Backends() {}

  static IoBackend open(RunOptions options) {
    if (options.backend().isPresent()) {
      return open(options.backend().get());
    }
    return options.backendName().isPresent()
        ? open(named(options.backendName().get()))
        : best(all());
  }

  /** A library that is missing, or too old, shows as a {@link LinkageError}. */
  private static IoBackend open(IoBackendProvider provider) {
    try {
      return provider.open();
    } catch (IOException | RuntimeException | LinkageError failure) {
      throw new TerzettoInternalError(
          "the I/O backend '"
              + provider.name()
              + "' could not be opened: "
              + Throwing.textOf(failure),
          failure);
    }
  }

  static List<IoBackendProvider> all() {
    ClassLoader loader = IoBackendProvider.class.getClassLoader();
    return ServiceLoader.load(IoBackendProvider.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(IoBackendProvider::priority).reversed())
        .toList();
  }

  private static IoBackendProvider named(String name) {
    List<IoBackendProvider> found = all();
    IoBackendProvider provider =
        found.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "no I/O backend named '" + name + "'; found: " + names(found)));
    whyNot(provider)
        .ifPresent(reason -> {
          throw new IllegalStateException(
              "the I/O backend '" + name + "' is not available: " + reason);
        });
    return provider;
  }

  /**
   * The first of these that is available, and opens. One that says it is and then does not open
   * must not stop a run that has not asked for it.
   */
  static IoBackend best(List<IoBackendProvider> found) {
    List<TerzettoInternalError> failures = new ArrayList<>();
    for (IoBackendProvider candidate : found) {
      if (whyNot(candidate).isPresent()) {
        continue;
      }
      try {
        return open(candidate);
      } catch (TerzettoInternalError failure) {
        LOGGER.log(Level.WARNING, failure.getMessage() + "; trying the next one", failure);
        failures.add(failure);
      }
    }
    throw failures.isEmpty() ? noneAvailable(found) : together(failures);
  }

  private static IllegalStateException noneAvailable(List<IoBackendProvider> found) {
    return new IllegalStateException(
        "no I/O backend is available; found: "
            + names(found)
            + ". Put the module org.terzetto.backend.nio on the module path (with"
            + " --add-modules) or its jar on the class path");
  }

  private static TerzettoInternalError together(List<TerzettoInternalError> failures) {
    TerzettoInternalError first = failures.getFirst();
    failures.stream().skip(1).forEach(first::addSuppressed);
    return first;
  }

  private static Optional<String> whyNot(IoBackendProvider provider) {
    try {
      return provider.unavailableBecause();
    } catch (RuntimeException | LinkageError failure) {
      return Optional.of(Throwing.textOf(failure));
    }
  }

  private static String names(List<IoBackendProvider> found) {
    return found.isEmpty()
        ? "none"
        : found.stream()
            .map(provider ->
                provider.name()
                    + whyNot(provider).map(why -> " (not available: " + why + ")").orElse(""))
            .collect(Collectors.joining(", "));
  }
}
