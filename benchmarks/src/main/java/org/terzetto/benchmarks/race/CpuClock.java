package org.terzetto.benchmarks.race;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The CPU time that a process has used, of all its threads, those that have ended too, by {@code
 * clock_gettime}. The JDK's own counter moves in steps of ten milliseconds, which is as long as a
 * whole round of some rows.
 */
public final class CpuClock {
  private static final String SYSTEM = System.getProperty("os.name");
  private static final int CLOCK_PROCESS_CPUTIME_ID = SYSTEM.startsWith("Mac") ? 12 : 2;
  private static final int CPUCLOCK_SCHED = 2;
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

  /** Nanoseconds of this process. For one thread at a time. */
  public static long nanos() {
    int result = ask(CLOCK_PROCESS_CPUTIME_ID);
    if (result != 0) {
      throw new IllegalStateException("clock_gettime returned " + result);
    }
    return answer();
  }

  /** Nanoseconds of another process, if it has not ended. For one thread at a time. */
  static OptionalLong nanosOf(Process process) {
    if (!SYSTEM.equals("Linux")) {
      return process.info().totalCpuDuration().stream().mapToLong(Duration::toNanos).findFirst();
    }
    return ask(idOf(process.pid())) == 0 ? OptionalLong.of(answer()) : OptionalLong.empty();
  }

  /** As {@code clock_getcpuclockid} makes it, which would only ask whether the process is there. */
  private static int idOf(long pid) {
    return (int) (~pid << 3) | CPUCLOCK_SCHED;
  }

  private static int ask(int clock) {
    try {
      return (int) CLOCK_GETTIME.invokeExact(clock, TIMESPEC);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static long answer() {
    return TIMESPEC.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000
        + TIMESPEC.getAtIndex(ValueLayout.JAVA_LONG, 1);
  }
}
