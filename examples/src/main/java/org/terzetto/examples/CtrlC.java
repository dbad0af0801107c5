package org.terzetto.examples;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Tracer;

/** A program to be interrupted from the keyboard, with the trace on. */
public final class CtrlC {
  private CtrlC() {}

  // tag::program[]
  static void parent() throws InterruptedException {
    Nursery.run(nursery -> {
      nursery.startSoon("child1", () -> Terzetto.sleep(Duration.ofHours(1)));
      nursery.startSoon("child2", () -> Terzetto.sleep(Duration.ofHours(1)));
      IO.println("press Ctrl-C");
    });
  }

  static void runTraced(PrintStream out) throws Exception {
    try {
      Terzetto.run(
          RunOptions.defaults().withMainName("parent").withInstrument(new Tracer(out)),
          CtrlC::parent);
    } catch (ExceptionGroup group) {
      IO.println("interrupted: " + group.leaves(InterruptedException.class));
    }
  }

  // end::program[]

  // tag::main[]
  static void main() throws Exception {
    Thread caller = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(() -> {
          caller.interrupt();
          awaitQuietly(ended);
        });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      runTraced(System.out);
    } finally {
      ended.countDown();
    }
  }

  /** The JVM ends when its shutdown hooks do: give the run the time to clean up. */
  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      // The JVM ends anyway.
    }
  }
  // end::main[]
}
