package org.terzetto.benchmarks.micro;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.ScopeBody;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.channel.MemoryReceiveChannel;
import org.terzetto.channel.MemorySendChannel;
import org.terzetto.lowlevel.Checkpoints;

/**
 * Ours, as a user writes it. The system property {@code benchmarks.instrument} installs an
 * instrument that does nothing.
 */
public final class TerzettoWorks implements Works {
  private static final Duration LONG = Duration.ofHours(1);
  private static final int DEADLINES = 1000;

  private int count;
  private int ended;

  @Override
  public Map<String, Work> works() {
    return Map.ofEntries(
        Map.entry("switch-2", (size, probe) -> switches(2, size, probe)),
        Map.entry("switch-1000", (size, probe) -> switches(1000, size, probe)),
        Map.entry("spawn", this::spawn),
        Map.entry("parked", this::parked),
        Map.entry("handoff-0", (size, probe) -> handOff(0, size, probe)),
        Map.entry("handoff-100", (size, probe) -> handOff(100, size, probe)),
        Map.entry("sleeps", this::sleeps),
        Map.entry("cancel", this::cancel),
        Map.entry("cancel-10000", this::cancel),
        Map.entry("deadline-move", this::moveDeadline),
        Map.entry("deadline-scope", this::scopeWithDeadline));
  }

  private static void run(TaskBody main) throws Exception {
    RunOptions options = RunOptions.defaults();
    Terzetto.run(
        Boolean.getBoolean("benchmarks.instrument")
            ? options.withInstrument(new IdleInstrument())
            : options,
        main);
  }

  private static void measured(Probe probe, TaskBody main) throws Exception {
    run(() -> {
      probe.start();
      main.run();
      probe.stop();
    });
  }

  private static void switches(int tasks, int size, Probe probe) throws Exception {
    measured(
        probe,
        () ->
            Nursery.run(nursery -> {
              for (int i = 0; i < tasks; i++) {
                nursery.startSoon(() -> checkpoints(size / tasks));
              }
            }));
  }

  private static void checkpoints(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      Checkpoints.checkpoint();
    }
  }

  private void spawn(int size, Probe probe) throws Exception {
    count = 0;
    measured(
        probe,
        () ->
            Nursery.run(nursery -> {
              for (int i = 0; i < size; i++) {
                nursery.startSoon(() -> {
                  count++;
                });
              }
            }));
    Results.requireAll(size, count);
  }

  private void parked(int size, Probe probe) throws Exception {
    run(() ->
        Nursery.run(nursery -> {
          probe.start();
          startSleepers(nursery, size);
          probe.stop();
          probe.measureLive();
          nursery.cancelScope().cancel();
        }));
  }

  private void cancel(int size, Probe probe) throws Exception {
    run(() -> {
      Nursery.run(nursery -> {
        startSleepers(nursery, size);
        probe.start();
        nursery.cancelScope().cancel();
      });
      probe.stop();
    });
    Results.requireAll(size, ended);
  }

  /** Returns when all of them are asleep. */
  private void startSleepers(Nursery nursery, int tasks) throws InterruptedException {
    count = 0;
    ended = 0;
    for (int i = 0; i < tasks; i++) {
      nursery.startSoon(() -> {
        count++;
        try {
          Terzetto.sleep(LONG);
        } finally {
          ended++;
        }
      });
    }
    awaitStarted(tasks);
  }

  private void awaitStarted(int tasks) throws InterruptedException {
    while (count < tasks) {
      Checkpoints.checkpoint();
    }
  }

  private void sleeps(int size, Probe probe) throws Exception {
    Duration[] lengths = SleepLengths.durations(size);
    ended = 0;
    measured(
        probe,
        () ->
            Nursery.run(nursery -> {
              for (Duration length : lengths) {
                nursery.startSoon(() -> {
                  Terzetto.sleep(length);
                  ended++;
                });
              }
            }));
    Results.requireAll(size, ended);
  }

  private static void handOff(int capacity, int size, Probe probe) throws Exception {
    MemoryChannel<Object> channel = MemoryChannel.open(capacity);
    measured(
        probe,
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> send(channel.sender(), size));
              nursery.startSoon(() -> receive(channel.receiver(), size));
            }));
  }

  private static void send(MemorySendChannel<Object> sender, int times)
      throws InterruptedException {
    for (int i = 0; i < times; i++) {
      sender.send(Results.VALUE);
    }
  }

  private static void receive(MemoryReceiveChannel<Object> receiver, int times)
      throws InterruptedException {
    int right = 0;
    for (int i = 0; i < times; i++) {
      if (receiver.receive() == Results.VALUE) {
        right++;
      }
    }
    Results.requireAll(times, right);
  }

  /**
   * As a server does that grants a connection another second at each message: the deadline that
   * would have been the next one becomes the last. They are an hour away, so that none expires.
   */
  private void moveDeadline(int size, Probe probe) throws Exception {
    CancelScope[] scopes = new CancelScope[DEADLINES];
    run(() ->
        Nursery.run(nursery -> {
          long first = Terzetto.currentTime().plus(LONG).nanos();
          holdOpen(scopes, first, nursery);
          probe.start();
          for (int i = 0; i < size; i++) {
            scopes[i % DEADLINES].deadline(new LoopTime(first + DEADLINES + i));
          }
          probe.stop();
          nursery.cancelScope().cancel();
        }));
  }

  /** Each by a task of its own, as connections are; the tasks' sleep has no deadline. */
  private void holdOpen(CancelScope[] scopes, long first, Nursery nursery)
      throws InterruptedException {
    count = 0;
    for (int i = 0; i < scopes.length; i++) {
      int place = i;
      nursery.startSoon(() ->
          CancelScope.moveOnAt(
              new LoopTime(first + place),
              scope -> {
                scopes[place] = scope;
                count++;
                Terzetto.sleepForever();
              }));
    }
    awaitStarted(scopes.length);
  }

  /** Neither the scopes nor those beside them are in the order of their ends. */
  private void scopeWithDeadline(int size, Probe probe) throws Exception {
    Duration[] limits = TimeLimits.durations();
    ScopeBody<RuntimeException> body = _ -> count++;
    run(() ->
        Nursery.run(nursery -> {
          startSleepers(nursery, Arrays.copyOf(limits, DEADLINES));
          count = 0;
          probe.start();
          for (int i = 0; i < size; i++) {
            CancelScope.moveOnAfter(limits[i % TimeLimits.COUNT], body);
          }
          probe.stop();
          Results.requireAll(size, count);
          nursery.cancelScope().cancel();
        }));
  }

  private void startSleepers(Nursery nursery, Duration[] lengths) throws InterruptedException {
    count = 0;
    for (Duration length : lengths) {
      nursery.startSoon(() -> {
        count++;
        Terzetto.sleep(length);
      });
    }
    awaitStarted(lengths.length);
  }
}
