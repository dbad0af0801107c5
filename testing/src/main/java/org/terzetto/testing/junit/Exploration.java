package org.terzetto.testing.junit;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.terzetto.RunOptions;

/**
 * The schedules of one test method, one after another until one fails. JUnit takes each from the
 * stream once the one before has ended, after-methods and all.
 */
final class Exploration implements TestWatcher {
  private final LongStream seeds;
  private volatile boolean failed;

  private Exploration(LongStream seeds) {
    this.seeds = seeds;
  }

  /** What is to be replayed comes first, then what the annotation says. */
  static Exploration of(TerzettoTest test) {
    OptionalLong replayed = RunOptions.defaults().seed();
    if (replayed.isPresent()) {
      return new Exploration(LongStream.of(replayed.getAsLong()));
    }
    if (test.seeds().length > 0) {
      return new Exploration(Arrays.stream(test.seeds()));
    }
    if (test.schedules() < 1) {
      throw new ExtensionConfigurationException(
          "schedules is " + test.schedules() + "; it must be 1 or more");
    }
    return new Exploration(LongStream.generate(Exploration::anySeed).limit(test.schedules()));
  }

  /** Short enough to be typed. */
  static long anySeed() {
    return ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
  }

  Stream<TestTemplateInvocationContext> schedules() {
    return seeds
        .takeWhile(seed -> !failed)
        .<TestTemplateInvocationContext>mapToObj(seed -> new Schedule(seed, this));
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    failed = true;
  }
}
