package org.terzetto.scheduler;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;
import org.terzetto.BusyResourceException;
import org.terzetto.ClosedResourceException;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/** One channel in a run: its registration, and the task that waits in each direction. */
final class ChannelReadiness implements Readiness {
  private final IoWaits waits;
  private final SelectableChannel channel;
  private final IoRegistration registration;
  private @Nullable TaskImpl<?> reader;
  private @Nullable TaskImpl<?> writer;
  private boolean closing;

  ChannelReadiness(IoWaits waits, SelectableChannel channel) throws IOException {
    this.waits = waits;
    this.channel = channel;
    this.registration = waits.backend().register(channel, this);
  }

  @Override
  public void waitReadable() throws IOException, InterruptedException {
    TaskImpl<?> task = prepare(reader, IoBackend.READ);
    reader = task;
    waits.waitingRead++;
    task.park(cancellation -> {
      takeReader();
      return Abort.SUCCEEDED;
    });
  }

  @Override
  public void waitWritable() throws IOException, InterruptedException {
    TaskImpl<?> task = prepare(writer, IoBackend.WRITE);
    writer = task;
    waits.waitingWrite++;
    task.park(cancellation -> {
      takeWriter();
      return Abort.SUCCEEDED;
    });
  }

  private TaskImpl<?> prepare(@Nullable TaskImpl<?> waiting, int direction) throws IOException {
    TaskImpl<?> task = RunKernel.requireTask();
    if (closing) {
      throw closed();
    }
    if (waiting != null) {
      throw new BusyResourceException(
          "task '"
              + waiting.name()
              + "' already waits until "
              + channel
              + " can be "
              + (direction == IoBackend.READ ? "read" : "written")
              + "; let one task at a time wait");
    }
    registration.arm(direction);
    return task;
  }

  /**
   * A waiter that was cancelled left the arming behind: at worst one report, which wakes nobody.
   */
  void ready(int ready) {
    if ((ready & IoBackend.READ) != 0) {
      wake(takeReader(), null);
    }
    if ((ready & IoBackend.WRITE) != 0) {
      wake(takeWriter(), null);
    }
  }

  private @Nullable TaskImpl<?> takeReader() {
    TaskImpl<?> waiter = reader;
    if (waiter != null) {
      reader = null;
      waits.waitingRead--;
    }
    return waiter;
  }

  private @Nullable TaskImpl<?> takeWriter() {
    TaskImpl<?> waiter = writer;
    if (waiter != null) {
      writer = null;
      waits.waitingWrite--;
    }
    return waiter;
  }

  @Override
  public void notifyClosing() {
    if (closing) {
      return;
    }
    closing = true;
    deregister();
    waits.forget(channel);
    wake(takeReader(), closed());
    wake(takeWriter(), closed());
  }

  private static void wake(@Nullable TaskImpl<?> waiter, @Nullable Throwable error) {
    if (waiter != null) {
      waiter.reschedule(null, error);
    }
  }

  boolean isAbandoned() {
    return !channel.isOpen() && reader == null && writer == null;
  }

  void deregister() {
    waits.backend();
    registration.deregister();
  }

  private ClosedResourceException closed() {
    return new ClosedResourceException(channel + " was closed by this program");
  }
}
