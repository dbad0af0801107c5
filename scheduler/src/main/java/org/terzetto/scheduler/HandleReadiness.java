package org.terzetto.scheduler;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;
import org.terzetto.BusyResourceException;
import org.terzetto.ClosedResourceException;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/**
 * A channel or a descriptor in a run: its registration, and the task that waits in each direction.
 */
final class HandleReadiness implements Readiness {
  private final Runner runner;
  private final Object handle;
  private final IoRegistration registration;
  private @Nullable TaskImpl<?> reader;
  private @Nullable TaskImpl<?> writer;
  private boolean closing;

  /** Its channel was closed without a word, and the backend has been told so. */
  private boolean abandoned;

  private boolean drained;

  /** What was reported while nobody waited, since the wait was cancelled: it may not come again. */
  private int missed;

  /**
   * Registers it with the backend of the run.
   *
   * @param handle a channel, or the number of a descriptor
   */
  HandleReadiness(Runner runner, Object handle) throws IOException {
    this.runner = runner;
    this.handle = handle;
    this.registration = runner.ioWaits.backend().register(handle, this);
  }

  @Override
  public void waitReadable() throws IOException, InterruptedException {
    TaskImpl<?> task = requireFree(reader, IoBackend.READ);
    if (returnsAtOnce(task, IoBackend.READ)) {
      return;
    }
    AbortHandler handler =
        _ -> {
          takeReader();
          return Abort.SUCCEEDED;
        };
    registration.arm(IoBackend.READ);
    reader = task;
    runner.ioWaits.waitingRead++;
    task.park(handler);
  }

  @Override
  public void waitWritable() throws IOException, InterruptedException {
    TaskImpl<?> task = requireFree(writer, IoBackend.WRITE);
    if (returnsAtOnce(task, IoBackend.WRITE)) {
      return;
    }
    AbortHandler handler =
        _ -> {
          takeWriter();
          return Abort.SUCCEEDED;
        };
    registration.arm(IoBackend.WRITE);
    writer = task;
    runner.ioWaits.waitingWrite++;
    task.park(handler);
  }

  private TaskImpl<?> requireFree(@Nullable TaskImpl<?> waiting, int direction)
      throws ClosedChannelException {
    TaskImpl<?> task = RunKernel.requireTask();
    if (closing) {
      throw closed();
    }
    if (abandoned) {
      throw new ClosedChannelException();
    }
    if (waiting != null) {
      throw new BusyResourceException(
          "task '"
              + waiting.name()
              + "' already waits until "
              + this
              + " can be "
              + (direction == IoBackend.READ ? "read" : "written")
              + "; let one task at a time wait");
    }
    return task;
  }

  /** What a wait is to bring has come already: it is a checkpoint all the same. */
  private boolean returnsAtOnce(TaskImpl<?> task, int direction) throws InterruptedException {
    if (!isMissed(direction)) {
      return false;
    }
    task.checkpoint();
    missed &= ~direction;
    drained &= direction != IoBackend.READ;
    if (closing) {
      throw closed();
    }
    return true;
  }

  /**
   * Not on a channel that was closed, which arming it says; nor on a descriptor, of which arming
   * tells all that is ready.
   */
  private boolean isMissed(int direction) {
    return (missed & direction) != 0
        && handle instanceof SelectableChannel channel
        && channel.isOpen();
  }

  /**
   * A waiter that was cancelled left the arming behind: at worst one report, which wakes nobody. A
   * backend that tells edges has told this one then, so it is kept for whoever waits next.
   */
  void ready(int ready) {
    if ((ready & IoBackend.READ) != 0) {
      drained = false;
      if (!wake(takeReader(), null)) {
        missed |= IoBackend.READ;
      }
    }
    if ((ready & IoBackend.WRITE) != 0 && !wake(takeWriter(), null)) {
      missed |= IoBackend.WRITE;
    }
  }

  private @Nullable TaskImpl<?> takeReader() {
    TaskImpl<?> waiter = reader;
    if (waiter != null) {
      reader = null;
      runner.ioWaits.waitingRead--;
    }
    return waiter;
  }

  private @Nullable TaskImpl<?> takeWriter() {
    TaskImpl<?> waiter = writer;
    if (waiter != null) {
      writer = null;
      runner.ioWaits.waitingWrite--;
    }
    return waiter;
  }

  @Override
  public void noteDrained() {
    drained = true;
  }

  @Override
  public boolean isDrained() {
    return drained;
  }

  /** Once the run is over, there are no waiters and no backend to tell. */
  @Override
  public void notifyClosing() {
    if (!RunRegistry.isLiving(runner)) {
      return;
    }
    runner.requireTurn();
    if (closing) {
      return;
    }
    closing = true;
    deregister();
    runner.ioWaits.forget(handle);
    // A waiter is taken last: making the exception may fail, and must not lose it.
    if (reader != null) {
      wake(reader, closed());
      takeReader();
    }
    if (writer != null) {
      wake(writer, closed());
      takeWriter();
    }
  }

  private static boolean wake(@Nullable TaskImpl<?> waiter, @Nullable Throwable error) {
    if (waiter == null) {
      return false;
    }
    waiter.reschedule(null, error);
    return true;
  }

  /** Deregisters a channel that was closed without a word, unless somebody still waits. */
  boolean abandonIfClosed() {
    if (handle instanceof SelectableChannel channel
        && !channel.isOpen()
        && reader == null
        && writer == null) {
      abandoned = true;
      deregister();
    }
    return abandoned;
  }

  private void deregister() {
    runner.ioWaits.backend();
    registration.deregister();
  }

  private ClosedResourceException closed() {
    return new ClosedResourceException(this + " was closed by this program");
  }

  @Override
  public String toString() {
    return handle instanceof Integer number ? "descriptor " + number : handle.toString();
  }
}
