package org.terzetto.core;

import java.util.function.BooleanSupplier;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.sync.CapacityLimiter;
import org.terzetto.sync.Lock;
import org.terzetto.sync.Semaphore;
import org.terzetto.sync.StrictFifoLock;

/** Everything that can serve as a lock, for tests that hold for all of them. */
enum Locks {
  LOCK {
    @Override
    LockLike create() {
      Lock lock = new Lock();
      return new LockLike(lock::acquire, lock::tryAcquire, lock::release);
    }
  },
  STRICT_FIFO_LOCK {
    @Override
    LockLike create() {
      StrictFifoLock lock = new StrictFifoLock();
      return new LockLike(lock::acquire, lock::tryAcquire, lock::release);
    }
  },
  SEMAPHORE_OF_ONE {
    @Override
    LockLike create() {
      Semaphore semaphore = new Semaphore(1);
      return new LockLike(semaphore::acquire, semaphore::tryAcquire, semaphore::release);
    }
  },
  LIMITER_OF_ONE {
    @Override
    LockLike create() {
      CapacityLimiter limiter = new CapacityLimiter(1);
      return new LockLike(limiter::acquire, limiter::tryAcquire, limiter::release);
    }
  },
  /** To hold it is to occupy the last place in the buffer. */
  CHANNEL_TO_FILL {
    @Override
    LockLike create() {
      return filling(1);
    }
  },
  /** The same with a larger buffer, filled but for one place. */
  WIDE_CHANNEL_TO_FILL {
    @Override
    LockLike create() {
      return filling(10);
    }
  },
  /** To hold it is to have the one value that goes round. */
  CHANNEL_TO_DRAIN {
    @Override
    LockLike create() {
      MemoryChannel<String> channel = MemoryChannel.open(10);
      boolean[] filled = new boolean[1];
      Runnable fill =
          () -> {
            if (!filled[0]) {
              filled[0] = channel.sender().trySend("token");
            }
          };
      return new LockLike(
          () -> {
            fill.run();
            channel.receiver().receive();
          },
          () -> {
            fill.run();
            return channel.receiver().tryReceive().isPresent();
          },
          () -> channel.sender().trySend("token"));
    }
  };

  /** What they have in common. */
  record LockLike(Acquire taking, BooleanSupplier trying, Runnable releasing) {
    interface Acquire {
      void run() throws InterruptedException;
    }

    void acquire() throws InterruptedException {
      taking.run();
    }

    boolean tryAcquire() {
      return trying.getAsBoolean();
    }

    void release() {
      releasing.run();
    }
  }

  abstract LockLike create();

  /** Channels share the completion budget of I/O: at once is at once, up to 16 times in a step. */
  boolean isChannel() {
    return switch (this) {
      case CHANNEL_TO_FILL, WIDE_CHANNEL_TO_FILL, CHANNEL_TO_DRAIN -> true;
      default -> false;
    };
  }

  private static LockLike filling(int capacity) {
    MemoryChannel<String> channel = MemoryChannel.open(capacity);
    int[] others = new int[] {capacity - 1};
    Runnable fill =
        () -> {
          for (; others[0] > 0; others[0]--) {
            channel.sender().trySend("other");
          }
        };
    return new LockLike(
        () -> {
          fill.run();
          channel.sender().send("held");
        },
        () -> {
          fill.run();
          return channel.sender().trySend("held");
        },
        () -> channel.receiver().tryReceive());
  }
}
