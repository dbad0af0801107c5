package org.terzetto.scheduler;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen at which time: a heap in which each entry can be found.
 *
 * <p>Most deadlines are removed or moved before they expire. Trio leaves stale entries behind and
 * prunes them; here moving and removing touch a few places of the heap, storage is exactly what is
 * active, and nothing is allocated. Four children to a node: half the depth of a binary heap, and
 * siblings share a cache line of the array of times.
 *
 * <p>An entry knows its slot, which stays the same, and the slot knows its place in the heap. Were
 * the place kept in the entry, each step of a sift would touch another object somewhere in memory,
 * which cost a million sleepers 3 to 4 % of their time.
 */
final class Deadlines {
  /** Something with a deadline. It stores its own slot: {@link #ABSENT} at first. */
  interface Entry {
    /** The deadline has passed; the entry is no longer in the heap. */
    void expired();

    int deadlineSlot();

    void deadlineSlot(int slot);
  }

  /** The slot of an entry that is not in the heap. */
  static final int ABSENT = -1;

  private static final int FAN_OUT = 4;
  private static final int FIRST_CAPACITY = 16;

  // By place in the heap. Places beyond its end hold the slots that are free.
  private long[] times = new long[FIRST_CAPACITY];
  private int[] slots = new int[FIRST_CAPACITY];

  // By slot.
  private int[] places = new int[FIRST_CAPACITY];
  private @Nullable Entry[] entries = new @Nullable Entry[FIRST_CAPACITY];

  private int size;

  Deadlines() {
    Arrays.setAll(slots, slot -> slot);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The soonest deadline, {@link Long#MAX_VALUE} if there is none. */
  long next() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  /** Adds the entry, or moves it if it is there already. */
  void schedule(Entry entry, long time) {
    int slot = entry.deadlineSlot();
    if (slot == ABSENT) {
      add(entry, time);
    } else if (time < times[places[slot]]) {
      siftUp(places[slot], time, slot);
    } else {
      siftDown(places[slot], time, slot);
    }
  }

  private void add(Entry entry, long time) {
    if (size == times.length) {
      grow();
    }
    int slot = slots[size];
    entries[slot] = entry;
    entry.deadlineSlot(slot);
    siftUp(size++, time, slot);
  }

  /** All or nothing, should memory run out. */
  private void grow() {
    long[] moreTimes = Arrays.copyOf(times, 2 * size);
    int[] moreSlots = Arrays.copyOf(slots, 2 * size);
    int[] morePlaces = Arrays.copyOf(places, 2 * size);
    entries = Arrays.copyOf(entries, 2 * size);
    for (int slot = size; slot < moreSlots.length; slot++) {
      moreSlots[slot] = slot;
    }
    times = moreTimes;
    slots = moreSlots;
    places = morePlaces;
  }

  /** Does nothing if the entry is not there. */
  void remove(Entry entry) {
    int slot = entry.deadlineSlot();
    if (slot == ABSENT) {
      return;
    }
    entry.deadlineSlot(ABSENT);
    entries[slot] = null;
    int hole = places[slot];
    size--;
    int last = slots[size];
    slots[size] = slot;
    if (hole == size) {
      return;
    }
    if (times[size] < times[hole]) {
      siftUp(hole, times[size], last);
    } else {
      siftDown(hole, times[size], last);
    }
  }

  /**
   * Lets everything at or before {@code now} expire, earliest first; true if there was anything.
   */
  boolean expire(long now) {
    boolean any = false;
    while (size > 0 && times[0] <= now) {
      Entry first = Objects.requireNonNull(entries[slots[0]]);
      remove(first);
      first.expired();
      any = true;
    }
    return any;
  }

  private void siftUp(int from, long time, int slot) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) / FAN_OUT;
      if (times[parent] <= time) {
        break;
      }
      put(hole, times[parent], slots[parent]);
      hole = parent;
    }
    put(hole, time, slot);
  }

  private void siftDown(int from, long time, int slot) {
    int hole = from;
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
      put(hole, times[least], slots[least]);
      hole = least;
    }
    put(hole, time, slot);
  }

  private void put(int place, long time, int slot) {
    times[place] = time;
    slots[place] = slot;
    places[slot] = place;
  }
}
