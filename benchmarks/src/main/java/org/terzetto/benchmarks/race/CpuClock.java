package org.terzetto.benchmarks.race;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The CPU time that this process has used, of all its threads, by {@code clock_gettime}. The JDK's
 * own counter moves in steps of ten milliseconds, which is as long as a whole round of some rows.
 */
public final class CpuClock {
  private static final int CLOCK_PROCESS_CPUTIME_ID =
      System.getProperty("os.name").startsWith("Mac") ? 12 : 2;
  private static final MethodHandle CLOCK_GETTIME = find();
  private static final MemorySegment TIMESPEC = Arena.global().allocate(ValueLayout.JAVA_LONG, 2);

  private CpuClock() {}

  @SuppressWarnings("restricted") // native access: Jvm grants it
  private static MethodHandle find() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find("clock_gettime").orElseThrow(),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  }

  /** Nanoseconds. For one thread at a time. */
  public static long nanos() {
    try {
      int result = (int) CLOCK_GETTIME.invokeExact(CLOCK_PROCESS_CPUTIME_ID, TIMESPEC);
      if (result != 0) {
        throw new IllegalStateException("clock_gettime returned " + result);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return TIMESPEC.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000
        + TIMESPEC.getAtIndex(ValueLayout.JAVA_LONG, 1);
  }
}
