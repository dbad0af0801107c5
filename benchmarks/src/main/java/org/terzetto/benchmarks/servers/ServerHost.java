package org.terzetto.benchmarks.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * What all servers have in common: they say on which port they listen, tell how much memory they
 * use when asked, and end when their input does.
 */
public final class ServerHost {
  static final String LISTENING = "listening ";
  static final String MEMORY = "memory";

  /** What has a cleaner goes only after the one that finds it. */
  private static final int COLLECTIONS = 3;

  private ServerHost() {}

  /** To be called once, when connections are accepted. */
  public static void announce(int port) {
    announce(port, () -> 0);
  }

  /**
   * To be called once, when connections are accepted.
   *
   * @param pooled bytes outside the heap, which the JVM may not know of
   */
  public static void announce(int port, LongSupplier pooled) {
    System.out.println(LISTENING + port);
    System.out.flush();
    // A daemon, so that a server whose main has failed ends, rather than hold its connections.
    Thread.ofPlatform().daemon().name("orders").start(() -> obey(pooled));
  }

  private static void obey(LongSupplier pooled) {
    try {
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while (orders.readLine() != null) {
        long outside = Math.max(direct(), pooled.getAsLong());
        System.out.println(MEMORY + " " + heap() + " " + outside);
        System.out.flush();
      }
    } catch (IOException | RuntimeException | Error e) {
      System.err.println(e); // before the exit below, which says nothing
    } finally {
      System.exit(0);
    }
  }

  private static long heap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
