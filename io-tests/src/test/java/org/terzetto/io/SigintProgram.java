package org.terzetto.io;

import java.util.concurrent.CountDownLatch;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.SigintException;
import org.terzetto.Terzetto;

/** Programs that are interrupted from the keyboard; the first argument says which. */
final class SigintProgram {
  private static final RunOptions ASKING = RunOptions.defaults().withInterrupts(new Sigint());

  private SigintProgram() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "asks" -> sleep(ASKING);
      case "does not ask" -> sleep(RunOptions.defaults());
      case "asks by property" -> {
        System.setProperty("terzetto.ctrlC", "true");
        sleep(RunOptions.defaults());
      }
      case "is stuck" ->
          Terzetto.run(
              ASKING,
              () -> {
                System.out.println("ready");
                while (true) {
                  Thread.onSpinWait();
                }
              });
      case "has a handler" -> {
        CountDownLatch interrupted = installHandler();
        Terzetto.run(ASKING, () -> awaitHandler(interrupted));
        awaitHandler(installHandler());
      }
      case "gets a handler" -> {
        Terzetto.run(ASKING, () -> awaitHandler(installHandler()));
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
      }
      case "reads" ->
          Terzetto.run(
              ASKING,
              () -> {
                System.out.println("ready");
                System.out.println("read " + Terzetto.blocking(() -> System.in.read()));
              });
      default -> throw new AssertionError(args[0]);
    }
  }

  private static void sleep(RunOptions options) throws Exception {
    try {
      Terzetto.run(
          options,
          () ->
              Nursery.run(nursery ->
                  nursery.startSoon(() -> {
                    System.out.println("ready");
                    try {
                      Terzetto.sleepForever();
                    } finally {
                      System.out.println("cleaned up");
                    }
                  })));
    } catch (ExceptionGroup group) {
      System.out.println(group.leaves(SigintException.class).size());
    }
    System.out.println("ready");
    Thread.sleep(Long.MAX_VALUE);
  }

  private static CountDownLatch installHandler() {
    CountDownLatch called = new CountDownLatch(1);
    new OsSignal("INT")
        .handle(() -> {
          System.out.println("the program's handler");
          called.countDown();
        });
    return called;
  }

  private static void awaitHandler(CountDownLatch called) throws InterruptedException {
    System.out.println("ready");
    called.await();
  }
}
