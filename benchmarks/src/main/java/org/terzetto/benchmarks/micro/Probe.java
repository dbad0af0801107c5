package org.terzetto.benchmarks.micro;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.terzetto.benchmarks.race.CpuClock;

/**
 * A stopwatch for the part of a work that counts. CPU time and allocation are those of the whole
 * process: a runtime that keeps helpers (timer threads, a garbage collector) pays for them.
 */
public final class Probe {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long nanos;
  private long cpuNanos;
  private long allocated;
  private long liveBefore;
  private @Nullable Long live;

  /** Before everything: a clean heap, so that no contender pays for the last round's garbage. */
  void ready() {
    CpuClock.nanos(); // the first call compiles it
    liveBefore = liveHeap();
  }

  /** Here begins what counts. */
  public void start() {
    cpuNanos = CpuClock.nanos();
    allocated = THREADS.getTotalThreadAllocatedBytes();
    nanos = System.nanoTime();
  }

  /** Here it ends. */
  public void stop() {
    nanos = System.nanoTime() - nanos;
    allocated = THREADS.getTotalThreadAllocatedBytes() - allocated;
    cpuNanos = CpuClock.nanos() - cpuNanos;
  }

  /** Measures what lives on the heap and did not before the round. */
  public void measureLive() {
    live = liveHeap() - liveBefore;
  }

  /** The figures, for {@link WorkerProcess}; the live heap only if it was measured. */
  String line() {
    String always = nanos + " " + cpuNanos + " " + allocated;
    return live == null ? always : always + " " + live;
  }

  /** What is left after a collection. */
  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
