package org.terzetto.core;

import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.testing.ForwardingBackend;

/** The backend that the runs of these tests are on. */
final class RealBackend {
  private static final @Nullable String WANTED = System.getProperty("terzetto.backend");

  private RealBackend() {}

  /** Puts what {@code wrapper} makes in front of it. */
  static IoBackendProvider inside(UnaryOperator<IoBackend> wrapper) {
    return ForwardingBackend.provider(best(), wrapper);
  }

  private static IoBackendProvider best() {
    return ServiceLoader.load(IoBackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(candidate -> candidate.unavailableBecause().isEmpty())
        .filter(candidate -> WANTED == null || candidate.name().equals(WANTED))
        .max(Comparator.comparingInt(IoBackendProvider::priority))
        .orElseThrow();
  }
}
