package org.terzetto.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.terzetto.RunOptions;
import org.terzetto.TerzettoInternalError;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.spi.IoRegistration;
import org.terzetto.testing.Covers;

/** Backends that do not keep what they promise. */
class BackendsTest {
  private static final IoBackendProvider WORKING =
      new Provider("working", Optional.empty(), Optional.empty());

  /** Fails, or not, when it is asked whether it is available, and when it is opened. */
  private record Provider(
      String name, Optional<Throwable> whenAsked, Optional<Throwable> whenOpened)
      implements IoBackendProvider {
    static Provider broken(Throwable whenOpened) {
      return new Provider("broken", Optional.empty(), Optional.of(whenOpened));
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Optional<String> unavailableBecause() {
      fail(whenAsked);
      return Optional.empty();
    }

    @Override
    public IoBackend open() {
      fail(whenOpened);
      return new Idle();
    }

    private static void fail(Optional<Throwable> failure) {
      if (failure.isPresent()) {
        throw Throwing.as(failure.get());
      }
    }
  }

  private static List<Throwable> failures() {
    return List.of(
        new IOException("Too many open files"),
        new IllegalStateException("bug"),
        new NoClassDefFoundError("io/netty/channel/epoll/EpollIoHandler"),
        new UnsatisfiedLinkError("no library"));
  }

  /** A backend where nothing happens. */
  private static final class Idle implements IoBackend {
    @Override
    public IoRegistration register(Object handle, Object attachment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean poll(long timeoutNanos, ReadinessSink sink) {
      return false;
    }

    @Override
    public void wakeup() {}

    @Override
    public Set<Capability> capabilities() {
      return Set.of();
    }

    @Override
    public Statistics statistics() {
      return new Statistics("idle", 0);
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @MethodSource("failures")
  @Covers("RUN-18")
  void best_doesNotOpen_isPassedOver(Throwable failure) {
    Provider broken = Provider.broken(failure);
    try (IoBackend opened = Backends.best(List.of(broken, WORKING))) {
      assertEquals("idle", opened.statistics().backend());
    }
  }

  @Test
  void best_cannotBeAsked_isNotAvailable() {
    NoClassDefFoundError failure = new NoClassDefFoundError("io/netty/Missing");
    Provider broken = new Provider("broken", Optional.of(failure), Optional.of(failure));
    try (IoBackend opened = Backends.best(List.of(broken, WORKING))) {
      assertEquals("idle", opened.statistics().backend());
    }
    IllegalStateException none =
        assertThrows(IllegalStateException.class, () -> Backends.best(List.of(broken)));
    assertTrue(none.getMessage().contains("broken (not available: "), none.getMessage());
    assertTrue(none.getMessage().contains(failure.toString()), none.getMessage());
  }

  @Test
  void best_noneOpens_saysWhatEachThrew() {
    List<Throwable> failures = failures();
    Provider first = Provider.broken(failures.get(0));
    Provider second = Provider.broken(failures.get(2));
    TerzettoInternalError error =
        assertThrows(TerzettoInternalError.class, () -> Backends.best(List.of(first, second)));
    assertSame(failures.get(0), error.getCause());
    assertSame(failures.get(2), error.getSuppressed()[0].getCause());
  }

  @ParameterizedTest
  @MethodSource("failures")
  @Covers("RUN-18")
  void given_doesNotOpen_isOneError(Throwable failure) {
    RunOptions options = RunOptions.defaults().withBackend(Provider.broken(failure));
    TerzettoInternalError error =
        assertThrows(TerzettoInternalError.class, () -> Backends.open(options));
    assertSame(failure, error.getCause());
    assertTrue(error.getMessage().startsWith("the I/O backend 'broken' could not be opened: "));
  }
}
