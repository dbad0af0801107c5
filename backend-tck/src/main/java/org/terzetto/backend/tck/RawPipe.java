package org.terzetto.backend.tck;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A pipe of the system, as two raw descriptors in non-blocking mode. For one thread on each end.
 */
final class RawPipe implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle PIPE = find("pipe", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle DUP2 =
      find("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      find("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      find("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle FCNTL =
      find(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));

  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = "Linux".equals(System.getProperty("os.name")) ? 0x800 : 0x4;

  private static final int BUFFER = 4096;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment sent = arena.allocate(BUFFER);
  private final MemorySegment received = arena.allocate(BUFFER);
  private final int out;
  private final int in;
  private boolean outClosed;
  private boolean inClosed;

  RawPipe() throws IOException {
    MemorySegment ends = arena.allocate(JAVA_INT, 2);
    require(call(PIPE, ends), "pipe");
    this.out = ends.getAtIndex(JAVA_INT, 0);
    this.in = ends.getAtIndex(JAVA_INT, 1);
    require(call(FCNTL, out, F_SETFL, O_NONBLOCK), "fcntl");
    require(call(FCNTL, in, F_SETFL, O_NONBLOCK), "fcntl");
  }

  @SuppressWarnings("restricted")
  private static MethodHandle find(
      String name, FunctionDescriptor function, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), function, options);
  }

  private static long call(MethodHandle function, Object... arguments) {
    try {
      return ((Number) function.invokeWithArguments(arguments)).longValue();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void require(long result, String name) throws IOException {
    if (result < 0) {
      throw new IOException(name + " failed");
    }
  }

  /** The end that one reads from. */
  int out() {
    return out;
  }

  /** The end that one writes to. */
  int in() {
    return in;
  }

  /** Writes one byte. */
  void send() throws IOException {
    require(call(WRITE, in, sent, 1L), "write");
  }

  /** Writes until the system takes no more. */
  void clog() {
    while (call(WRITE, in, sent, (long) BUFFER) > 0) {}
  }

  /** Takes all that is there; returns how much that was. */
  int drain() {
    int total = 0;
    for (long n = readOnce(); n > 0; n = readOnce()) {
      total += (int) n;
    }
    return total;
  }

  private long readOnce() {
    return call(READ, out, received, (long) BUFFER);
  }

  void closeOut() {
    if (!outClosed) {
      outClosed = true;
      call(CLOSE, out);
    }
  }

  void closeIn() {
    if (!inClosed) {
      inClosed = true;
      call(CLOSE, in);
    }
  }

  /** Makes the number of the reading end mean another's file, which closes its own. */
  void becomeOut(int other) throws IOException {
    require(call(DUP2, other, out), "dup2");
  }

  @Override
  public void close() {
    closeOut();
    closeIn();
    arena.close();
  }
}
