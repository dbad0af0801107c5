package org.terzetto.scheduler;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen at which time: a heap that knows where each entry stands.
 *
 * <p>Most deadlines are removed or moved before they expire. Trio leaves stale entries behind and
 * prunes them; here each entry knows its own index, so that moving and removing touch a few slots
 * of the heap, storage is exactly what is active, and nothing is allocated. Four children to a
 * node: half the depth of a binary heap, and siblings share a cache line of the key array.
 */
final class Deadlines {
  /** Something with a deadline. It stores its own place in the heap: {@link #ABSENT} at first. */
  interface Entry {
    /** The deadline has passed; the entry is no longer in the heap. */
    void expired();

    int heapIndex();

    void heapIndex(int index);
  }

  /** The index of an entry that is not in the heap. */
  static final int ABSENT = -1;

  private static final int FAN_OUT = 4;

  private long[] times = new long[16];
  private @Nullable Entry[] entries = new @Nullable Entry[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The soonest deadline, {@link Long#MAX_VALUE} if there is none. */
  long next() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  /** Adds the entry, or moves it if it is there already. */
  void schedule(Entry entry, long time) {
    int index = entry.heapIndex();
    if (index < 0) {
      if (size == times.length) {
        times = Arrays.copyOf(times, size * 2);
        entries = Arrays.copyOf(entries, size * 2);
      }
      siftUp(size++, time, entry);
    } else if (time < times[index]) {
      siftUp(index, time, entry);
    } else {
      siftDown(index, time, entry);
    }
  }

  /** Does nothing if the entry is not there. */
  void remove(Entry entry) {
    int index = entry.heapIndex();
    if (index < 0) {
      return;
    }
    entry.heapIndex(ABSENT);
    size--;
    long lastTime = times[size];
    Entry last = entries[size];
    entries[size] = null;
    if (last == null || last == entry) {
      return;
    }
    if (lastTime < times[index]) {
      siftUp(index, lastTime, last);
    } else {
      siftDown(index, lastTime, last);
    }
  }

  /**
   * Lets everything at or before {@code now} expire, earliest first; true if there was anything.
   */
  boolean expire(long now) {
    boolean any = false;
    while (size > 0 && times[0] <= now) {
      Entry first = Objects.requireNonNull(entries[0]);
      remove(first);
      first.expired();
      any = true;
    }
    return any;
  }

  private void siftUp(int hole, long time, Entry entry) {
    while (hole > 0) {
      int parent = (hole - 1) / FAN_OUT;
      if (times[parent] <= time) {
        break;
      }
      place(hole, times[parent], entries[parent]);
      hole = parent;
    }
    place(hole, time, entry);
  }

  private void siftDown(int hole, long time, Entry entry) {
    while (true) {
      int first = hole * FAN_OUT + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      int end = Math.min(first + FAN_OUT, size);
      for (int child = first + 1; child < end; child++) {
        if (times[child] < times[least]) {
          least = child;
        }
      }
      if (times[least] >= time) {
        break;
      }
      place(hole, times[least], entries[least]);
      hole = least;
    }
    place(hole, time, entry);
  }

  private void place(int index, long time, @Nullable Entry entry) {
    times[index] = time;
    entries[index] = entry;
    Objects.requireNonNull(entry).heapIndex(index);
  }
}
