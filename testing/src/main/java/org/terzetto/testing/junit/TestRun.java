package org.terzetto.testing.junit;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.terzetto.ExceptionGroup;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.spi.Clock;
import org.terzetto.spi.Instrument;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.testing.MockClock;

/**
 * The run of one invocation.
 *
 * @param seed of its schedule
 * @param autojump whether mock clocks are to jump
 */
record TestRun(long seed, boolean autojump) {
  /**
   * What the method gets that asks for the options: the ones that are known before it is called.
   */
  RunOptions options() {
    return seeded(RunOptions.defaults());
  }

  MockClock newClock() {
    return autojump ? new MockClock().autojumpThreshold(Duration.ZERO) : new MockClock();
  }

  void run(List<Object> arguments, Invocation<@Nullable Void> method) throws Throwable {
    RunOptions options = options(arguments);
    try {
      Terzetto.run(options, () -> proceed(method));
    } catch (Throwable failure) {
      Throwable reported = lone(failure);
      options.seed().ifPresent(used -> reported.addSuppressed(new ReplayHint(used)));
      throw reported;
    }
  }

  private RunOptions options(List<Object> arguments) {
    RunOptions options = seeded(atMostOne(RunOptions.class, arguments).orElseGet(this::options));
    Optional<Clock> clock = atMostOne(Clock.class, arguments);
    if (clock.isPresent() || autojump) {
      options = options.withClock(clock.orElseGet(this::newClock));
    }
    Optional<IoBackendProvider> backend = atMostOne(IoBackendProvider.class, arguments);
    if (backend.isPresent()) {
      options = options.withBackend(backend.get());
    }
    for (Instrument instrument : allOf(Instrument.class, arguments)) {
      options = options.withInstrument(instrument);
    }
    return options;
  }

  private RunOptions seeded(RunOptions options) {
    return options.seed().isPresent() ? options : options.withSeed(seed);
  }

  private static <T> Optional<T> atMostOne(Class<T> type, List<Object> arguments) {
    List<T> found = allOf(type, arguments);
    if (found.size() > 1) {
      throw new ExtensionConfigurationException(
          "the arguments "
              + found
              + " are "
              + found.size()
              + " times a "
              + type.getSimpleName()
              + "; a run takes one");
    }
    return found.stream().findFirst();
  }

  private static <T> List<T> allOf(Class<T> type, List<Object> arguments) {
    return arguments.stream().filter(type::isInstance).<T>map(type::cast).toList();
  }

  private static void proceed(Invocation<@Nullable Void> method) throws Exception {
    try {
      method.proceed();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new UndeclaredThrowableException(e);
    }
  }

  /** JUnit and its tools know what assertions and assumptions are, but nothing of groups. */
  private static Throwable lone(Throwable failure) {
    if (failure instanceof ExceptionGroup group) {
      List<Throwable> leaves = group.leaves(Throwable.class);
      return leaves.size() == 1 ? leaves.getFirst() : group;
    }
    return failure;
  }
}
