package org.terzetto.backend.tck;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A pipe of the system, as two raw descriptors in non-blocking mode: for tests of what takes them.
 *
 * <p>Thread safety: for one thread on each end.
 */
public final class RawPipe implements AutoCloseable {
  private static final int F_DUPFD = 0;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = "Linux".equals(System.getProperty("os.name")) ? 0x800 : 0x4;

  private static final int BUFFER = 4096;

  /** New files get the lowest number that is free, and there are not so many. */
  private static final int HIGH = 900;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment sent = arena.allocate(BUFFER);
  private final MemorySegment received = arena.allocate(BUFFER);
  private int out;
  private final int in;
  private boolean outClosed;
  private boolean inClosed;

  /**
   * Makes a pipe.
   *
   * @throws IOException if the system gives none
   */
  public RawPipe() throws IOException {
    MemorySegment ends = arena.allocate(JAVA_INT, 2);
    Libc.require("pipe", ends);
    this.out = ends.getAtIndex(JAVA_INT, 0);
    this.in = ends.getAtIndex(JAVA_INT, 1);
    Libc.require("fcntl", out, F_SETFL, O_NONBLOCK);
    Libc.require("fcntl", in, F_SETFL, O_NONBLOCK);
  }

  /**
   * The end that one reads from.
   *
   * @return its descriptor
   */
  public int out() {
    return out;
  }

  /**
   * The end that one writes to.
   *
   * @return its descriptor
   */
  public int in() {
    return in;
  }

  /**
   * Writes one byte.
   *
   * @throws IOException if there is no room for it, or nobody left to read it
   */
  public void send() throws IOException {
    Libc.require("write", in, sent, 1L);
  }

  /** Writes until the system takes no more. */
  public void clog() {
    while (Libc.call("write", in, sent, (long) BUFFER) > 0) {}
  }

  /**
   * Takes all that is there.
   *
   * @return how many bytes that was
   */
  public int drain() {
    int total = 0;
    for (int n = readOnce(); n > 0; n = readOnce()) {
      total += n;
    }
    return total;
  }

  private int readOnce() {
    return Libc.call("read", out, received, (long) BUFFER);
  }

  /**
   * Gives the end that one reads from a high number, which nobody takes once it is free again.
   *
   * @throws IOException if the system refuses
   */
  public void moveOutUp() throws IOException {
    int low = out;
    out = Libc.require("fcntl", low, F_DUPFD, HIGH);
    Libc.call("close", low);
  }

  /** Closes the end that one reads from, if that is still open. */
  public void closeOut() {
    if (!outClosed) {
      outClosed = true;
      Libc.call("close", out);
    }
  }

  /** Closes the end that one writes to, if that is still open. */
  public void closeIn() {
    if (!inClosed) {
      inClosed = true;
      Libc.call("close", in);
    }
  }

  /**
   * Makes the number of the reading end mean another's file, which closes its own.
   *
   * @param other the descriptor of that file; stays open
   * @throws IOException if it is not open
   */
  public void becomeOut(int other) throws IOException {
    Libc.require("dup2", other, out);
    outClosed = false;
  }

  @Override
  public void close() {
    closeOut();
    closeIn();
    arena.close();
  }
}
