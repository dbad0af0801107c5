package org.terzetto.cli;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.terzetto.spi.IoBackendProvider;

/** The I/O backends of this installation. */
final class Backends {
  private Backends() {}

  /** All of them, available or not, in the order of preference. */
  static List<IoBackendProvider> all() {
    return ServiceLoader.load(IoBackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(IoBackendProvider::priority).reversed())
        .toList();
  }

  /**
   * Checks what the user has typed.
   *
   * @throws UserMistake if there is no such backend, or it is not available
   */
  static void requireAvailable(String name) {
    IoBackendProvider provider =
        all().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new UserMistake("no backend is named '" + name + "'; there is " + names()));
    provider
        .unavailableBecause()
        .ifPresent(why -> {
          throw new UserMistake(
              "backend '" + name + "' is not available: " + why + "; there is " + names());
        });
  }

  private static String names() {
    return all().stream()
        .filter(provider -> provider.unavailableBecause().isEmpty())
        .map(IoBackendProvider::name)
        .collect(Collectors.joining(", "));
  }
}
