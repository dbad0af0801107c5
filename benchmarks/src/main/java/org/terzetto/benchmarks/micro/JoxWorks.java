package org.terzetto.benchmarks.micro;

import com.softwaremill.jox.Channel;
import java.util.Map;

/** The channels of Jox, between virtual threads. */
public final class JoxWorks implements Works {
  @Override
  public Map<String, Work> works() {
    return Map.of(
        "handoff-0", (size, probe) -> handOff(Channel.newRendezvousChannel(), size, probe),
        "handoff-100", (size, probe) -> handOff(Channel.newBufferedChannel(100), size, probe));
  }

  private static void handOff(Channel<Object> channel, int size, Probe probe) throws Exception {
    VirtualThreads.measured(
        probe,
        () -> {
          Thread sender = Thread.startVirtualThread(() -> send(channel, size));
          int right = 0;
          for (int i = 0; i < size; i++) {
            if (channel.receive() == Results.VALUE) {
              right++;
            }
          }
          sender.join();
          Results.requireAll(size, right);
        });
  }

  private static void send(Channel<Object> channel, int times) {
    try {
      for (int i = 0; i < times; i++) {
        channel.send(Results.VALUE);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
