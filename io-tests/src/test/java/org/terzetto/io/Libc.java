package org.terzetto.io;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/** What a program with raw descriptors does by native code: system calls of Linux. */
final class Libc {
  private static final long PIDFD_OPEN = 434; // the same number on all CPUs
  private static final int O_NONBLOCK = 0x800;

  private Libc() {}

  /** The two ends of a new pipe in non-blocking mode; the first is read from. */
  static int[] pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      require("pipe2", ends, O_NONBLOCK);
      return ends.toArray(JAVA_INT);
    }
  }

  static int eventfd() throws IOException {
    return require("eventfd", 0, O_NONBLOCK);
  }

  /** Becomes readable when the process ends. */
  static int pidfd(long pid) throws IOException {
    return require("syscall", PIDFD_OPEN, (int) pid, 0);
  }

  /** How many bytes were read; -1 if none are there now. */
  static int read(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      return call("read", descriptor, arena.allocate(4096), 4096L);
    }
  }

  /** How many bytes were written; -1 if there is no room for any. */
  static int write(int descriptor, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(count);
      bytes.fill((byte) 1);
      return call("write", descriptor, bytes, (long) count);
    }
  }

  static void close(int descriptor) throws IOException {
    require("close", descriptor);
  }

  /** Makes a number mean the file of another, and closes what it meant. */
  static void dup2(int from, int to) throws IOException {
    require("dup2", from, to);
  }

  private static int require(String name, Object... arguments) throws IOException {
    int result = call(name, arguments);
    if (result < 0) {
      throw new IOException(name + Arrays.toString(arguments) + " failed");
    }
    return result;
  }

  @SuppressWarnings("restricted")
  private static int call(String name, Object... arguments) {
    MemoryLayout[] layouts =
        Arrays.stream(arguments)
            .map(argument ->
                switch (argument) {
                  case Integer _ -> JAVA_INT;
                  case Long _ -> JAVA_LONG;
                  default -> ADDRESS;
                })
            .toArray(MemoryLayout[]::new);
    Linker linker = Linker.nativeLinker();
    MethodHandle function =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, layouts));
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new AssertionError(name, e);
    }
  }
}
