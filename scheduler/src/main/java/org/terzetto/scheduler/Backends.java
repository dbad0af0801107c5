package org.terzetto.scheduler;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.terzetto.RunOptions;
import org.terzetto.TerzettoInternalError;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;

/** Chooses the backend of a run: the one given, else the one named, else the best available. */
final class Backends {
  private Backends() {}

  static IoBackend open(RunOptions options) {
    IoBackendProvider provider =
        options.backend().isPresent()
            ? options.backend().get()
            : options.backendName().isPresent() ? named(options.backendName().get()) : best(all());
    try {
      return provider.open();
    } catch (IOException | RuntimeException failure) {
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
    provider
        .unavailableBecause()
        .ifPresent(reason -> {
          throw new IllegalStateException(
              "the I/O backend '" + name + "' is not available: " + reason);
        });
    return provider;
  }

  private static IoBackendProvider best(List<IoBackendProvider> found) {
    return found.stream()
        .filter(candidate -> candidate.unavailableBecause().isEmpty())
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "no I/O backend is available; found: "
                    + names(found)
                    + ". Put the module org.terzetto.backend.nio on the module path (with"
                    + " --add-modules) or its jar on the class path"));
  }

  private static String names(List<IoBackendProvider> found) {
    return found.isEmpty()
        ? "none"
        : found.stream()
            .map(provider ->
                provider.name()
                    + provider
                        .unavailableBecause()
                        .map(why -> " (not available: " + why + ")")
                        .orElse(""))
            .collect(Collectors.joining(", "));
  }
}
