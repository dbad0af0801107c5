package org.terzetto.benchmarks.micro;

import java.util.Map;

/** Virtual threads that give way with {@link Thread#yield}. */
@SuppressWarnings("ThreadPriorityCheck") // one carrier: to yield is to switch
public final class VirtualYieldWorks implements Works {
  @Override
  public Map<String, Work> works() {
    return Map.of(
        "switch-2", (size, probe) -> yields(2, size, probe),
        "switch-1000", (size, probe) -> yields(1000, size, probe));
  }

  private static void yields(int tasks, int size, Probe probe) throws Exception {
    VirtualThreads.measured(
        probe,
        () -> {
          Thread[] threads = new Thread[tasks];
          for (int i = 0; i < tasks; i++) {
            threads[i] = Thread.startVirtualThread(() -> yields(size / tasks));
          }
          VirtualThreads.join(threads);
        });
  }

  private static void yields(int times) {
    for (int i = 0; i < times; i++) {
      Thread.yield();
    }
  }
}
