package org.terzetto.scheduler;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The runnable tasks, in batches. What becomes runnable while a batch runs waits for the next one,
 * so that I/O and deadlines get their turn in between.
 *
 * <p>Nobody may rely on the order within a batch, so it is perturbed. With a seed, a batch is fully
 * shuffled by the seeded generator, and the same seed replays the same schedule. Without one, a
 * coin decides per batch between the order of scheduling and its reverse: as good at catching
 * programs that rely on it, at a fraction of the price for large batches.
 */
final class RunQueue {
  private final SplittableRandom random;
  private final boolean shuffle;
  private @Nullable TaskImpl<?>[] incoming = new TaskImpl<?>[64];
  private int incomingSize;
  private @Nullable TaskImpl<?>[] batch = new TaskImpl<?>[64];
  private int batchSize;
  private int batchNext;

  RunQueue(OptionalLong seed) {
    this.shuffle = seed.isPresent();
    this.random =
        seed.isPresent() ? new SplittableRandom(seed.getAsLong()) : new SplittableRandom();
  }

  void add(TaskImpl<?> task) {
    if (incomingSize == incoming.length) {
      incoming = Arrays.copyOf(incoming, incomingSize * 2);
    }
    incoming[incomingSize++] = task;
  }

  /** Takes back a task added lately, for a suspension that turned out to be impossible. */
  void remove(TaskImpl<?> task) {
    int index = incomingSize - 1;
    while (incoming[index] != task) {
      index--;
    }
    System.arraycopy(incoming, index + 1, incoming, index, --incomingSize - index);
    incoming[incomingSize] = null;
  }

  /** Whether nothing waits for the next batch. */
  boolean isEmpty() {
    return incomingSize == 0;
  }

  /** Tasks that will run, in this batch or the next. */
  int size() {
    return incomingSize + batchSize - batchNext;
  }

  /** Makes what is runnable now the next batch. The batch before must have run out. */
  void startBatch() {
    assert batchNext == batchSize;
    @Nullable TaskImpl<?>[] empty = batch;
    batch = incoming;
    batchSize = incomingSize;
    batchNext = 0;
    incoming = empty;
    incomingSize = 0;
    if (batchSize > 1) {
      perturb();
    }
  }

  /** The next task of the batch, null when it has run out. */
  @Nullable TaskImpl<?> nextInBatch() {
    if (batchNext == batchSize) {
      return null;
    }
    TaskImpl<?> task = batch[batchNext];
    batch[batchNext++] = null;
    return task;
  }

  private void perturb() {
    if (shuffle) {
      for (int i = batchSize - 1; i > 0; i--) {
        swap(i, random.nextInt(i + 1));
      }
    } else if (random.nextBoolean()) {
      for (int i = 0, j = batchSize - 1; i < j; i++, j--) {
        swap(i, j);
      }
    }
  }

  private void swap(int i, int j) {
    TaskImpl<?> task = batch[i];
    batch[i] = batch[j];
    batch[j] = task;
  }
}
