package org.terzetto.testing;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.terzetto.BrokenResourceException;
import org.terzetto.ClosedResourceException;
import org.terzetto.io.ConflictDetector;
import org.terzetto.io.ReceiveStream;
import org.terzetto.io.SendStream;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;

/**
 * A connection in which the receiver takes bytes right out of the buffer that the sender offers.
 * Whatever happens wakes both sides, who then look for themselves.
 */
final class Lockstep {
  private final ParkingLot waiting = new ParkingLot();
  private @Nullable ByteBuffer offered;
  private boolean receiverWaits;
  private boolean senderClosed;
  private boolean receiverClosed;

  private void somethingHappened() {
    waiting.unparkAll();
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      waiting.park();
    }
  }

  private boolean endClosed() {
    return senderClosed || receiverClosed;
  }

  private static void requireOpen(boolean closed) {
    if (closed) {
      throw new ClosedResourceException("this lockstep stream is closed; make another one");
    }
  }

  final class Sender implements SendStream {
    private final ConflictDetector sends = new ConflictDetector("sending on this stream");

    @Override
    public void sendAll(ByteBuffer data) throws InterruptedException {
      sends.enter();
      try {
        Checkpoints.checkpoint();
        requireSendable();
        offered = data;
        somethingHappened();
        await(() -> !data.hasRemaining() || endClosed());
        if (data.hasRemaining()) {
          requireSendable();
        }
      } finally {
        offered = null;
        sends.leave();
      }
    }

    private void requireSendable() {
      requireOpen(senderClosed);
      if (receiverClosed) {
        throw new BrokenResourceException("the other end of this lockstep stream is closed");
      }
    }

    @Override
    public void waitSendAllMightNotBlock() throws InterruptedException {
      sends.enter();
      try {
        Checkpoints.checkpoint();
        requireOpen(senderClosed);
        await(() -> receiverWaits || endClosed());
        requireOpen(senderClosed);
      } finally {
        sends.leave();
      }
    }

    @Override
    public void closeGracefully() throws InterruptedException {
      close();
      Checkpoints.checkpoint();
    }

    @Override
    public void close() {
      senderClosed = true;
      somethingHappened();
    }
  }

  final class Receiver implements ReceiveStream {
    private final ConflictDetector receives = new ConflictDetector("receiving from this stream");

    @Override
    public int receiveSome(ByteBuffer destination) throws InterruptedException {
      MemoryReceiveStream.requireRoom(destination);
      receives.enter();
      try {
        Checkpoints.checkpoint();
        requireOpen(receiverClosed);
        receiverWaits = true;
        somethingHappened();
        await(() -> isOffered() || endClosed());
        requireOpen(receiverClosed);
        return takeInto(destination);
      } finally {
        receiverWaits = false;
        receives.leave();
      }
    }

    private boolean isOffered() {
      return offered != null && offered.hasRemaining();
    }

    private int takeInto(ByteBuffer destination) {
      ByteBuffer from = offered;
      if (from == null || !from.hasRemaining()) {
        return -1;
      }
      int count = ByteQueue.move(from, destination);
      somethingHappened();
      return count;
    }

    @Override
    public void closeGracefully() throws InterruptedException {
      close();
      Checkpoints.checkpoint();
    }

    @Override
    public void close() {
      receiverClosed = true;
      somethingHappened();
    }
  }
}
