package org.terzetto.scheduler;

import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;
import org.terzetto.BusyResourceException;
import org.terzetto.ClosedResourceException;
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
  private final DirectionWaiter reader = new DirectionWaiter();
  private final DirectionWaiter writer = new DirectionWaiter();

  /** What can happen to it at all. */
  private final int possible;

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
    this.possible = possible(handle);
    this.registration = runner.ioWaits.backend().register(handle, this);
  }

  private static int possible(Object handle) {
    if (!(handle instanceof SelectableChannel channel)) {
      return IoBackend.READ | IoBackend.WRITE;
    }
    int operations = channel.validOps();
    return ((operations & (OP_READ | OP_ACCEPT)) != 0 ? IoBackend.READ : 0)
        | ((operations & (OP_WRITE | OP_CONNECT)) != 0 ? IoBackend.WRITE : 0);
  }

  @Override
  public void waitReadable() throws IOException, InterruptedException {
    await(reader, IoBackend.READ);
  }

  @Override
  public void waitWritable() throws IOException, InterruptedException {
    await(writer, IoBackend.WRITE);
  }

  private void await(DirectionWaiter waiter, int direction)
      throws IOException, InterruptedException {
    TaskImpl<?> task = requireFree(waiter.task(), direction);
    requirePossible(direction);
    if (!returnsAtOnce(task, direction)) {
      registration.arm(direction);
      waiter.park(task);
    }
  }

  private TaskImpl<?> requireFree(@Nullable TaskImpl<?> waiting, int direction)
      throws ClosedChannelException {
    TaskImpl<?> task = RunKernel.requireTask();
    if (task.runner != runner) {
      throw new WrongThreadException(
          "task '"
              + task.name()
              + "' is of another run than this readiness of "
              + this
              + "; ask Readiness.of in the run that waits");
    }
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
              + participle(direction)
              + "; let one task at a time wait");
    }
    return task;
  }

  /** Of what cannot happen, one backend says so when it is armed; another one waits for ever. */
  private void requirePossible(int direction) {
    if ((possible & direction) == 0) {
      throw new IllegalArgumentException(
          this + " can never be " + participle(direction) + "; wait for the other direction");
    }
  }

  private static String participle(int direction) {
    return direction == IoBackend.READ ? "read" : "written";
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
      if (!reader.wake(null)) {
        missed |= IoBackend.READ;
      }
    }
    if ((ready & IoBackend.WRITE) != 0 && !writer.wake(null)) {
      missed |= IoBackend.WRITE;
    }
  }

  boolean isAwaited(int direction) {
    return (direction == IoBackend.READ ? reader : writer).isPresent();
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
    wakeWithFailure(reader);
    wakeWithFailure(writer);
  }

  /** A waiter is taken last: making the exception may fail, and must not lose it. */
  private void wakeWithFailure(DirectionWaiter waiter) {
    if (waiter.isPresent()) {
      waiter.wake(closed());
    }
  }

  /** Deregisters a channel that was closed without a word, unless somebody still waits. */
  boolean abandonIfClosed() {
    if (handle instanceof SelectableChannel channel
        && !channel.isOpen()
        && !reader.isPresent()
        && !writer.isPresent()) {
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
