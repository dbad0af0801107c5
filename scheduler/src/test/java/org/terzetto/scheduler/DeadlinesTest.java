package org.terzetto.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.terzetto.testing.Covers;

class DeadlinesTest {
  private final Deadlines deadlines = new Deadlines();
  private final List<Alarm> expired = new ArrayList<>();

  private final class Alarm implements Deadlines.Entry {
    private long time;
    private int slot = Deadlines.ABSENT;

    @Override
    public void expired() {
      assertEquals(Deadlines.ABSENT, slot, "taken out before it is told");
      expired.add(this);
    }

    @Override
    public int deadlineSlot() {
      return slot;
    }

    @Override
    public void deadlineSlot(int newSlot) {
      slot = newSlot;
    }

    Alarm at(long newTime) {
      time = newTime;
      deadlines.schedule(this, newTime);
      return this;
    }
  }

  @Test
  void empty_hasNoNextDeadline() {
    assertTrue(deadlines.isEmpty());
    assertEquals(Long.MAX_VALUE, deadlines.next());
    assertFalse(deadlines.expire(Long.MAX_VALUE));
  }

  @Test
  @Covers("SCH-15")
  void expire_takesThoseAtOrBeforeNow_earliestFirst() {
    Alarm third = new Alarm().at(3);
    Alarm first = new Alarm().at(1);
    Alarm second = new Alarm().at(2);
    assertTrue(deadlines.expire(2));
    assertEquals(List.of(first, second), expired);
    assertEquals(3, deadlines.next());
    assertFalse(deadlines.expire(2));
    assertTrue(deadlines.expire(3));
    assertEquals(List.of(first, second, third), expired);
  }

  @Test
  void expired_schedulesAnotherThatIsDue_inTheSamePass() {
    Alarm late = new Alarm();
    Deadlines.Entry early =
        new Deadlines.Entry() {
          private int slot = Deadlines.ABSENT;

          @Override
          public void expired() {
            late.at(1);
          }

          @Override
          public int deadlineSlot() {
            return slot;
          }

          @Override
          public void deadlineSlot(int newSlot) {
            slot = newSlot;
          }
        };
    deadlines.schedule(early, 1);
    deadlines.expire(1);
    assertEquals(List.of(late), expired);
  }

  /** Against the simplest model there is: a list that is sorted when looked at. */
  @Test
  @Covers({"SCH-15", "SCH-16"})
  void randomMovesAndRemovals_matchASortedList() {
    SplittableRandom random = new SplittableRandom(42);
    List<Alarm> alarms = IntStream.range(0, 500).mapToObj(i -> new Alarm()).toList();
    List<Alarm> model = new ArrayList<>();
    for (int step = 0; step < 50_000; step++) {
      Alarm alarm = alarms.get(random.nextInt(alarms.size()));
      if (random.nextInt(3) == 0) {
        deadlines.remove(alarm);
        model.remove(alarm);
      } else {
        alarm.at(random.nextLong(1_000_000));
        if (!model.contains(alarm)) {
          model.add(alarm);
        }
      }
      if (step % 1000 == 0) {
        long now = random.nextLong(300_000);
        List<Long> due = model.stream().map(a -> a.time).filter(t -> t <= now).sorted().toList();
        model.removeIf(a -> a.time <= now);
        deadlines.expire(now);
        assertEquals(due, expired.stream().map(a -> a.time).toList());
        expired.clear();
      }
      assertEquals(
          model.stream().map(a -> a.time).min(Comparator.naturalOrder()).orElse(Long.MAX_VALUE),
          deadlines.next());
    }
  }
}
