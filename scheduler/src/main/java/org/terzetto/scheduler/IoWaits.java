package org.terzetto.scheduler;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.spi.IoBackend;

/**
 * Who waits for which channel or descriptor. Polling and waking are two steps, so that a foreign
 * event loop can poll on a thread of its own and wake on its own: {@link #poll} only notes what is
 * ready, {@link #dispatch} makes the tasks runnable.
 */
final class IoWaits implements IoBackend.ReadinessSink {
  /** Sweeping costs a look at each channel, so the threshold doubles with what stays. */
  private static final int FIRST_SWEEP = 1024;

  private final Runner runner;
  private final IoBackend backend;
  private final IdentityHashMap<SelectableChannel, HandleReadiness> byChannel =
      new IdentityHashMap<>();
  private final Map<Integer, HandleReadiness> byDescriptor = new HashMap<>();
  private int sweepAt = FIRST_SWEEP;

  private @Nullable Object[] readyWho = new @Nullable Object[64];
  private int[] readyWhat = new int[64];
  private int readyCount;

  private @Nullable Runnable waitElsewhere;

  IoWaits(Runner runner, IoBackend backend) {
    this.runner = runner;
    this.backend = backend;
  }

  Readiness of(SelectableChannel channel) throws IOException {
    HandleReadiness known = byChannel.get(channel);
    if (known != null) {
      return known;
    }
    if (byChannel.size() >= sweepAt) {
      sweep();
    }
    HandleReadiness readiness = new HandleReadiness(runner, channel);
    byChannel.put(channel, readiness);
    return readiness;
  }

  Readiness of(int descriptor) throws IOException {
    HandleReadiness known = byDescriptor.get(descriptor);
    if (known != null) {
      return known;
    }
    if (!backend().capabilities().contains(IoBackend.Capability.DESCRIPTORS)) {
      throw new UnsupportedOperationException(
          "the backend '"
              + backend.statistics().backend()
              + "' takes no raw descriptors; run with one that does, such as 'epoll' on Linux");
    }
    HandleReadiness readiness = new HandleReadiness(runner, descriptor);
    byDescriptor.put(descriptor, readiness);
    return readiness;
  }

  /** Drops the channels that were closed without a word. */
  private void sweep() {
    byChannel.values().removeIf(HandleReadiness::abandonIfClosed);
    sweepAt = Math.max(FIRST_SWEEP, 2 * byChannel.size());
  }

  /** How many tasks wait for this direction. Counted when somebody asks, not at each wait. */
  int waiting(int direction) {
    return (int)
        Stream.concat(byChannel.values().stream(), byDescriptor.values().stream())
            .filter(readiness -> readiness.isAwaited(direction))
            .count();
  }

  /** For everything but polling and waking. */
  IoBackend backend() {
    if (waitElsewhere != null) {
      waitElsewhere.run();
    }
    return backend;
  }

  /**
   * A guest's helper thread polls, and has the backend to itself.
   *
   * @param end makes it stop polling; null when it has stopped
   */
  void polledElsewhere(@Nullable Runnable end) {
    waitElsewhere = end;
  }

  void wakeup() {
    backend.wakeup();
  }

  void close() {
    backend.close();
  }

  void forget(Object handle) {
    if (handle instanceof Integer) {
      byDescriptor.remove(handle);
    } else {
      byChannel.remove(handle);
    }
  }

  /** True if there was readiness or a wake-up; false if the time was over. */
  boolean poll(long timeoutNanos) throws IOException {
    return backend.poll(timeoutNanos, this);
  }

  @Override
  public void ready(Object attachment, int ready) {
    if (readyCount == readyWho.length) {
      readyWho = Arrays.copyOf(readyWho, readyCount * 2);
      readyWhat = Arrays.copyOf(readyWhat, readyCount * 2);
    }
    readyWho[readyCount] = attachment;
    readyWhat[readyCount++] = ready;
  }

  void dispatch() {
    for (int i = 0; i < readyCount; i++) {
      if (readyWho[i] instanceof HandleReadiness readiness) {
        readiness.ready(readyWhat[i]);
      }
      readyWho[i] = null;
    }
    readyCount = 0;
  }
}
