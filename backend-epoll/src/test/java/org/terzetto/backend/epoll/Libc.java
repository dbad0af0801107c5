package org.terzetto.backend.epoll;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** System calls for which neither the JDK nor Netty has a method. */
final class Libc {
  private static final int PIDFD_OPEN = 434;
  private static final int O_RDONLY = 0;
  private static final int IN_CREATE = 0x100;

  private Libc() {}

  static int dup2(int from, int to) {
    return call("dup2", from, to);
  }

  static int close(int fd) {
    return call("close", fd);
  }

  static int inotifyOn(Path folder) {
    int fd = call("inotify_init1", 0);
    try (Arena arena = Arena.ofConfined()) {
      call("inotify_add_watch", fd, arena.allocateFrom(folder.toString()), IN_CREATE);
    }
    return fd;
  }

  static int openFile(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      return call("open", arena.allocateFrom(file.toString()), O_RDONLY);
    }
  }

  /** The same number on all CPUs. */
  static int pidfd(long pid) {
    return call("syscall", (long) PIDFD_OPEN, (int) pid, 0);
  }

  @SuppressWarnings("restricted")
  private static int call(String name, Object... arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      layouts[i] =
          switch (arguments[i]) {
            case Integer _ -> JAVA_INT;
            case Long _ -> JAVA_LONG;
            case MemorySegment _ -> ADDRESS;
            default -> throw new AssertionError(arguments[i]);
          };
    }
    Linker linker = Linker.nativeLinker();
    MethodHandle handle =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, layouts));
    try {
      int result = (int) handle.invokeWithArguments(arguments);
      if (result < 0) {
        throw new AssertionError(name + " says " + result);
      }
      return result;
    } catch (Throwable e) {
      throw new AssertionError(name, e);
    }
  }
}
