package org.terzetto.scheduler;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;
import org.terzetto.TerzettoInternalError;
import org.terzetto.guest.GuestRun;
import org.terzetto.guest.HostLoop;
import org.terzetto.lowlevel.RunToken;

/**
 * A run that somebody else's loop steps, one pass per callback. The turn is with the host's thread
 * also between the callbacks, so that the host's own code may touch the run; only the backend goes
 * to the helper thread while that waits.
 */
final class GuestCall<T extends @Nullable Object> implements GuestRun<T> {
  private static final Logger LOGGER = System.getLogger(GuestRun.class.getName());
  private static final Cleaner CLEANER = Cleaner.create();
  private static final ThreadFactory HELPERS =
      Thread.ofPlatform().daemon().name("terzetto-guest-io-", 1).factory();

  private final HostLoop host;
  private final RunLife<T> life;
  private final Runner runner;
  private final Thread hostThread = Thread.currentThread();
  private final ExecutorService helper = Executors.newSingleThreadExecutor(HELPERS);
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();

  // Host thread only.
  private long timeout;
  private @Nullable HelperWait wait;

  private GuestCall(HostLoop host, RunLife<T> life) {
    this.host = host;
    this.life = life;
    this.runner = life.runner;
  }

  static <T extends @Nullable Object> GuestRun<T> start(
      RunOptions options, HostLoop host, TaskCall<T> main) {
    RunLife.requireOutside();
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a guest's host is a platform thread, which can carry the tasks' virtual threads; this"
              + " one is virtual: use Terzetto.run");
    }
    GuestCall<T> guest = new GuestCall<>(host, new RunLife<>(options, main, true));
    guest.begin();
    return guest;
  }

  @Override
  public CompletableFuture<T> outcome() {
    return outcome.copy();
  }

  @Override
  public RunToken token() {
    return runner.entryQueue;
  }

  // ---- passes, on the host's thread -----------------------------------------------------------

  /** The first pass holds init's first step alone, which makes everything but main. */
  private void begin() {
    try {
      life.begin();
      runner.beginPass();
      runner.threads.runBatch();
      if (runner.goesOn()) {
        Tick tick = new Tick(this);
        CLEANER.register(tick, () -> abandon(null));
        awaitNextPass(tick);
      }
    } catch (Throwable failure) {
      runner.crash(failure);
    }
    if (!runner.goesOn()) {
      end();
      life.throwInternalError();
    }
  }

  private void pass(Tick tick) {
    if (Thread.currentThread() != hostThread) {
      throw new WrongThreadException(
          "the host loop ran a callback of its guest on thread '"
              + Thread.currentThread().getName()
              + "'; it must run all of them on thread '"
              + hostThread.getName()
              + "'");
    }
    if (over.get()) {
      return; // a host that was thought to have stopped
    }
    try {
      endWait();
      runner.threads.runBatch();
      if (runner.goesOn()) {
        awaitNextPass(tick);
      }
    } catch (Throwable failure) {
      runner.crash(failure);
    }
    if (!runner.goesOn()) {
      end();
      complete();
    }
  }

  /** The first half of a pass; makes the host call for the second half when it is time. */
  private void awaitNextPass(Tick tick) throws Exception {
    timeout = runner.beginWait();
    if (timeout == 0) {
      runner.lookForEvents();
      host.runSoon(tick);
    } else if (!runner.mustWait() || runner.ioWaits.poll(0)) {
      runner.waited(true);
      host.runSoon(tick);
    } else {
      HelperWait newWait = new HelperWait(runner.ioWaits, timeout);
      helper.execute(() -> waitThenCall(newWait, tick)); // first: there may be no thread for it
      newWait.begin();
      wait = newWait;
    }
  }

  private void endWait() throws Throwable {
    HelperWait ended = wait;
    if (ended != null) {
      wait = null;
      runner.waited(ended.finish());
    }
    runner.endWait(timeout);
  }

  /** The tasks that are left, if the run has failed, end at once. */
  private void end() {
    if (over.compareAndSet(false, true)) { // first: from here on nobody can abandon it
      new LastRites(runner).perform();
      helper.shutdown();
      life.end();
    }
  }

  private void complete() {
    try {
      outcome.complete(life.outcome());
    } catch (Throwable failure) {
      outcome.completeExceptionally(failure);
    }
  }

  // ---- on other threads -----------------------------------------------------------------------

  private void waitThenCall(HelperWait newWait, Tick tick) {
    newWait.run();
    try {
      host.runSoonThreadSafe(tick);
    } catch (Throwable refusal) {
      abandon(refusal);
    }
  }

  /** The host has stopped. Nobody is left to step the run, and no other thread may. */
  private void abandon(@Nullable Throwable refusal) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    helper.shutdown();
    life.abandon();
    TerzettoInternalError error =
        new TerzettoInternalError(
            "a guest run was abandoned: its host loop stopped before it had ended, so that its"
                + " tasks hang without having cleaned up; wait for GuestRun.outcome before"
                + " stopping the host",
            refusal);
    LOGGER.log(Level.WARNING, error.getMessage(), refusal);
    outcome.completeExceptionally(error);
  }

  /**
   * What the host calls, always the same object. Nobody holds it but the host while it is to call
   * it, and the helper thread while it waits: so if it becomes unreachable, the host has dropped
   * it. The guest itself would not do for that: the JDK holds all threads, and so all tasks.
   */
  private record Tick(GuestCall<?> guest) implements Runnable {
    @Override
    public void run() {
      guest.pass(this);
    }
  }
}
