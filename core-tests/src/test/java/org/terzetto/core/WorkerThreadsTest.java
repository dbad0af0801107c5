package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.terzetto.TaskCall;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.WorkerThreads;
import org.terzetto.testing.Covers;

class WorkerThreadsTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final ThreadFactory FACTORY =
      Thread.ofPlatform().daemon().name("idle-", 1).factory();

  private final WorkerThreads workers = new WorkerThreads(FACTORY, LONG);

  /** A job whose end the test decides. */
  private final class HeldJob {
    private final CountDownLatch hold = new CountDownLatch(1);
    private final BlockingQueue<Thread> delivered = new LinkedBlockingQueue<>();

    HeldJob() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      workers.start(
          "held",
          () -> {
            begun.countDown();
            hold.await();
            return Thread.currentThread();
          },
          outcome -> delivered.add(threadOf(outcome)));
      begun.await();
    }

    Thread finish() throws InterruptedException {
      hold.countDown();
      return delivered.take();
    }
  }

  private static Thread threadOf(Outcome<Thread> outcome) {
    return ((Outcome.Value<Thread>) outcome).value();
  }

  private static <T> Outcome<T> await(WorkerThreads workers, String name, TaskCall<T> job)
      throws InterruptedException {
    BlockingQueue<Outcome<T>> delivered = new LinkedBlockingQueue<>();
    workers.start(name, job, delivered::add);
    return delivered.take();
  }

  private Thread threadOfNext() throws InterruptedException {
    return threadOf(await(workers, "next", Thread::currentThread));
  }

  @Test
  @Covers("THR-8")
  void shared_isOfDaemonsThatEndAfterTenIdleSeconds() throws Exception {
    Thread thread = threadOf(await(WorkerThreads.shared(), "a job", Thread::currentThread));
    assertTrue(thread.isDaemon());
    assertFalse(thread.isVirtual());
    assertEquals(Duration.ofSeconds(10), WorkerThreads.shared().idleTime());
  }

  @Test
  @Covers("THR-8")
  void start_uponDelivery_reusesTheThread() throws Exception {
    Thread first = threadOfNext();
    for (int i = 0; i < 300; i++) {
      assertSame(first, threadOfNext());
    }
    assertEquals(1, workers.statistics().living());
  }

  @Test
  @Covers("THR-8")
  void start_severalAreIdle_takesTheOneThatWorkedLast() throws Exception {
    HeldJob a = new HeldJob();
    HeldJob b = new HeldJob();
    HeldJob c = new HeldJob();
    Thread first = a.finish();
    Thread last = c.finish();
    assertSame(last, threadOfNext());
    Thread newest = b.finish();
    assertSame(newest, threadOfNext());
    assertNotSame(first, newest);
    assertEquals(3, workers.statistics().living());
    assertEquals(3, workers.statistics().idle());
  }

  @Test
  @Covers("THR-8")
  void idleThread_withoutAJobForItsTime_ends() throws Exception {
    WorkerThreads impatient = new WorkerThreads(FACTORY, Duration.ofNanos(1));
    Thread thread = threadOf(await(impatient, "a job", Thread::currentThread));
    thread.join();
    assertEquals(0, impatient.statistics().living());
    assertEquals(0, impatient.statistics().idle());
  }

  @Test
  @Covers("THR-8")
  void start_whileThreadsGiveUpWaiting_losesNoJob() throws Exception {
    WorkerThreads impatient = new WorkerThreads(FACTORY, Duration.ofNanos(20_000));
    int jobs = 1000;
    AtomicInteger ran = new AtomicInteger();
    List<Thread> submitters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      submitters.add(
          ForeignThreads.start(() -> {
            for (int n = 0; n < jobs; n++) {
              await(impatient, "a job", ran::incrementAndGet);
              for (int spin = n % 40 * 50; spin > 0; spin--) {
                Thread.onSpinWait(); // now shorter, now longer than the idle time
              }
            }
          }));
    }
    for (Thread submitter : submitters) {
      submitter.join();
    }
    assertEquals(3 * jobs, ran.get());
    ForeignThreads.await(() -> impatient.statistics().living() == 0);
    assertEquals(0, impatient.statistics().idle());
  }

  @Test
  @Covers("THR-9")
  void name_isTheJobsDuringTheJob_andRestoredAfterwards() throws Exception {
    WorkerThreads named =
        new WorkerThreads(Thread.ofPlatform().daemon().name("the idle name").factory(), LONG);
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    named.start(
        "the job's name",
        () -> names.add(Thread.currentThread().getName()),
        outcome -> names.add(Thread.currentThread().getName()));
    assertEquals("the job's name", names.take());
    assertEquals("the idle name", names.take());
  }

  @Test
  void job_seesTheContextClassLoaderOfItsCaller() throws Exception {
    ClassLoader mine = new URLClassLoader(new URL[0]);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread worker = threadOfNext();
    ClassLoader idle = worker.getContextClassLoader();
    Thread.currentThread().setContextClassLoader(mine);
    try {
      Outcome<ClassLoader> seen =
          await(workers, "a job", () -> Thread.currentThread().getContextClassLoader());
      assertEquals(new Outcome.Value<>(mine), seen);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    assertSame(idle, worker.getContextClassLoader());
  }

  @Test
  void job_thatFails_deliversTheError() throws Exception {
    IOException failure = new IOException("the job fails");
    Outcome<Object> outcome =
        await(
            workers,
            "a job",
            () -> {
              throw failure;
            });
    assertSame(failure, assertInstanceOf(Outcome.Failure.class, outcome).error());
    assertSame(failure, assertThrows(IOException.class, outcome::get));
  }

  @Test
  void job_thatLeavesAnInterruption_doesNotDisturbTheNext() throws Exception {
    Thread first = threadOfNext();
    await(
        workers,
        "interrupts itself",
        () -> {
          Thread.currentThread().interrupt();
          return "done";
        });
    assertEquals(new Outcome.Value<>(false), await(workers, "next", () -> Thread.interrupted()));
    assertSame(first, threadOfNext());
  }

  @Test
  void idleThread_thatIsInterrupted_livesOn() throws Exception {
    Thread first = threadOfNext();
    first.interrupt();
    assertSame(first, threadOfNext());
  }

  @Test
  void delivery_thatFails_isReported_andTheThreadLivesOn() throws Exception {
    Thread thread = threadOfNext();
    BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
    thread.setUncaughtExceptionHandler((culprit, failure) -> reported.add(failure));
    IllegalStateException failure = new IllegalStateException("the delivery fails");
    workers.start(
        "a job",
        () -> "value",
        outcome -> {
          throw failure;
        });
    assertSame(failure, reported.take());
    assertSame(thread, threadOfNext());
  }

  @Test
  @Covers("THR-7")
  void start_noThreadStarts_throwsThatAndKeepsNothing() {
    OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread");
    WorkerThreads none = new WorkerThreads(new NoThreads(failure), LONG);
    assertSame(
        failure,
        assertThrows(
            OutOfMemoryError.class, () -> none.start("a job", () -> "value", outcome -> {})));
    assertEquals(0, none.statistics().living());
    assertEquals(0, none.statistics().idle());
  }

  /** Makes threads that do not start, as when the system has no more. */
  record NoThreads(Error failure) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable body) {
      return new Thread(body) {
        @Override
        public void start() {
          throw failure;
        }
      };
    }
  }

  @Test
  void misuse_isRefused() {
    assertThrows(NullPointerException.class, () -> new WorkerThreads(null, LONG));
    assertThrows(NullPointerException.class, () -> new WorkerThreads(FACTORY, null));
    assertThrows(
        IllegalArgumentException.class, () -> new WorkerThreads(FACTORY, Duration.ofNanos(-1)));
    assertThrows(NullPointerException.class, () -> workers.start(null, () -> 1, outcome -> {}));
    assertThrows(NullPointerException.class, () -> workers.start("x", null, outcome -> {}));
    assertThrows(NullPointerException.class, () -> workers.start("x", () -> 1, null));
    assertEquals(0, workers.statistics().living());
  }
}
