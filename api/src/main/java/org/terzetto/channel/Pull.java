package org.terzetto.channel;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.BrokenResourceException;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.EndOfChannelException;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;

/**
 * One run of a {@link Producer}: a rendezvous channel, and a place where the producer sleeps while
 * nobody waits at the other end of it.
 */
final class Pull<T> implements Emitter<T>, ReceiveChannel<T> {
  private final Producer<T> producer;
  private final MemoryChannel<T> channel = MemoryChannel.open(0);
  private final CancelScope producing = CancelScope.create();

  /** Here the producer waits until a value is asked for. */
  private final ParkingLot idle = new ParkingLot();

  private boolean emitting;
  private @Nullable Throwable failed;

  Pull(Producer<T> producer) {
    this.producer = producer;
  }

  <R extends @Nullable Object> R run(ChannelCall<T, R> body) throws Exception {
    try {
      return Nursery.call(nursery -> {
        nursery.startSoon(taskName(), () -> produce(nursery.cancelScope()));
        try {
          return body.call(this);
        } finally {
          close();
        }
      });
    } catch (ExceptionGroup group) {
      throw unwrap(group);
    }
  }

  /** Named like the class in which the producer was written, lambda or not. */
  private String taskName() {
    String type = producer.getClass().getName().replaceFirst("\\$\\$Lambda.*", "");
    return "producer in " + type.substring(type.lastIndexOf('.') + 1);
  }

  // ---- the producer's side --------------------------------------------------------------------

  private void produce(CancelScope everything) throws Exception {
    try {
      producing.run(scope -> {
        awaitDemand();
        producer.produce(this);
      });
    } catch (Throwable failure) {
      // Before the channel ends: a receiver is to be cancelled, not to think that all is well.
      if (!(failure instanceof Cancelled)) {
        failed = failure;
        everything.cancel("the producer failed: " + failure);
      }
      throw failure;
    } finally {
      channel.sender().close();
    }
  }

  @Override
  public void emit(T value) throws InterruptedException {
    if (emitting) {
      throw new BusyResourceException(
          "another task is emitting a value already; only one at a time may do so");
    }
    emitting = true;
    try {
      channel.sender().send(value);
      awaitDemand();
    } finally {
      emitting = false;
    }
  }

  private void awaitDemand() throws InterruptedException {
    while (channel.receiver().tasksWaiting == 0) {
      idle.park();
    }
  }

  // ---- the receiver's side --------------------------------------------------------------------

  @Override
  public T receive() throws InterruptedException {
    return receiveOptional()
        .orElseThrow(() ->
            new EndOfChannelException("the producer has ended, and all its values were received"));
  }

  @Override
  public Optional<T> receiveOptional() throws InterruptedException {
    ask();
    Optional<T> value = channel.receiver().receiveOptional();
    if (value.isEmpty() && failed != null) { // under a shield, or we would have been cancelled
      throw new BrokenResourceException("the producer failed", failed);
    }
    return value;
  }

  /** The producer finds out whether somebody waits when it has its turn, after this one. */
  private void ask() throws InterruptedException {
    Checkpoints.checkpointIfCancelled();
    idle.unpark(1);
  }

  @Override
  public void close() {
    // First, so that a producer that is handing over a value is cancelled, and sees nothing broken.
    producing.cancel("the consumer has left");
    channel.receiver().close();
  }

  @Override
  public void closeGracefully() throws InterruptedException {
    close();
    Checkpoints.checkpoint();
  }

  // ---- errors ---------------------------------------------------------------------------------

  /** The one thing that went wrong, if there is just one; cancellation does not count. */
  private static Exception unwrap(ExceptionGroup group) {
    List<Throwable> failures =
        group.exceptions().stream().filter(e -> !(e instanceof Cancelled)).toList();
    if (failures.size() == 1 && failures.getFirst() instanceof Error error) {
      throw error;
    }
    return failures.size() == 1 && failures.getFirst() instanceof Exception exception
        ? exception
        : group;
  }
}
