package org.terzetto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code terzetto echo} under more clients than anyone is likely to send it. */
@EnabledOnOs(OS.LINUX) // counts descriptors in /proc
@Timeout(300)
class EchoStressIT {
  private static final int POLITE = 2000;
  private static final int RUDE = 100;
  private static final int STALLING = 100;
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How much the heap may have grown: by what the JVM learns about itself, not by connections. */
  private static final long TOLERANCE = 4 << 20;

  @Test
  void crowd_losesNoByte_andLeavesNothingBehind() throws Exception {
    try (CliProcess echo = CliProcess.start("echo", "--grace", GRACE.toSeconds() + "s")) {
      Crowd crowd = new Crowd(echo.awaitPort());
      crowd.meet(20, 5); // opens what the JVM opens once
      LiveHeap before = awaitNoStreams(echo);
      long descriptorsBefore = echo.descriptors();

      List<SocketChannel> stalling = crowd.stall(STALLING);
      crowd.meet(POLITE, RUDE);
      awaitDescriptors(echo, descriptorsBefore + STALLING);
      close(stalling);
      LiveHeap after = awaitNoStreams(echo);
      assertEquals(descriptorsBefore, echo.descriptors());
      assertTrue(after.bytes() < before.bytes() + TOLERANCE, before + " became " + after);

      stalling = crowd.stall(STALLING);
      awaitDescriptors(echo, descriptorsBefore + STALLING);
      endWithinGrace(echo);
      close(stalling);
    }
  }

  private static void endWithinGrace(CliProcess echo) throws Exception {
    long start = System.nanoTime();
    echo.signal("INT");
    int served = 20 + 2 * 5 + POLITE + 2 * RUDE + 2 * STALLING;
    String summary = echo.rest().getLast();
    assertTrue(summary.startsWith("served " + served + " connections, "), summary);
    assertEquals(0, echo.awaitStatus());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    // The time for a busy machine to end a JVM comes on top.
    assertTrue(took.compareTo(GRACE.plusSeconds(5)) < 0, took::toString);
    assertEquals("", echo.errors());
  }

  private static LiveHeap awaitNoStreams(CliProcess echo) throws IOException {
    while (true) {
      LiveHeap heap = LiveHeap.of(echo.pid());
      if (heap.streams() == 0) {
        return heap;
      }
    }
  }

  private static void awaitDescriptors(CliProcess echo, long expected) throws IOException {
    while (echo.descriptors() != expected) {
      Thread.onSpinWait();
    }
  }

  private static void close(List<SocketChannel> channels) throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
