package org.terzetto.benchmarks.servers;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The bytes that a connection sends, and expects back: an endless stream that repeats itself after
 * a prime number of bytes, so that no message is like the one before.
 */
final class Pattern {
  private static final int PERIOD = 65_521;
  private static final int SEED = 1;

  /** The most that {@link #slice} gives. */
  static final int LONGEST = 65_536;

  private final ByteBuffer bytes;

  Pattern() {
    byte[] period = new byte[PERIOD];
    new SplittableRandom(SEED).nextBytes(period);
    bytes = ByteBuffer.allocateDirect(PERIOD + LONGEST);
    while (bytes.hasRemaining()) {
      bytes.put(period, 0, Math.min(PERIOD, bytes.remaining()));
    }
  }

  /** So many bytes of the stream, from a place in it. */
  ByteBuffer slice(long place, int length) {
    return bytes.slice((int) (place % PERIOD), length);
  }
}
