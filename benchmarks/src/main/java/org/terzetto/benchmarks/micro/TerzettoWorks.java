package org.terzetto.benchmarks.micro;

import java.time.Duration;
import java.util.Map;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
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
  private static final int OTHER_DEADLINES = 1000;

  private int count;

  @Override
  public Map<String, Work> works() {
    return Map.ofEntries(
        Map.entry("switch-2", (size, probe) -> switches(2, size, probe)),
        Map.entry("switch-1000", (size, probe) -> switches(1000, size, probe)),
        Map.entry("spawn", this::spawn),
        Map.entry("parked", this::parked),
        Map.entry("handoff-0", (size, probe) -> handOff(0, size, probe)),
        Map.entry("handoff-100", (size, probe) -> handOff(100, size, probe)),
        Map.entry("sleeps", TerzettoWorks::sleeps),
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
  }

  /** Returns when all of them are asleep. */
  private void startSleepers(Nursery nursery, int tasks) throws InterruptedException {
    count = 0;
    for (int i = 0; i < tasks; i++) {
      nursery.startSoon(() -> {
        count++;
        Terzetto.sleep(LONG);
      });
    }
    while (count < tasks) {
      Checkpoints.checkpoint();
    }
  }

  private static void sleeps(int size, Probe probe) throws Exception {
    Duration[] lengths = SleepLengths.durations(size);
    measured(
        probe,
        () ->
            Nursery.run(nursery -> {
              for (Duration length : lengths) {
                nursery.startSoon(() -> Terzetto.sleep(length));
              }
            }));
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
      sender.send("value");
    }
  }

  private static void receive(MemoryReceiveChannel<Object> receiver, int times)
      throws InterruptedException {
    for (int i = 0; i < times; i++) {
      receiver.receive();
    }
  }

  /** As a server does that grants another second at each message. */
  private void moveDeadline(int size, Probe probe) throws Exception {
    amongDeadlines(() -> {
      LoopTime[] times = new LoopTime[1024];
      for (int i = 0; i < times.length; i++) {
        times[i] = Terzetto.currentTime().plus(Duration.ofSeconds(100 + i));
      }
      CancelScope.moveOnAfter(
          LONG,
          scope -> {
            probe.start();
            for (int i = 0; i < size; i++) {
              scope.deadline(times[i & 1023]);
            }
            probe.stop();
          });
    });
  }

  private void scopeWithDeadline(int size, Probe probe) throws Exception {
    amongDeadlines(() -> {
      probe.start();
      for (int i = 0; i < size; i++) {
        CancelScope.moveOnAfter(LONG, scope -> count++);
      }
      probe.stop();
    });
  }

  private void amongDeadlines(TaskBody body) throws Exception {
    run(() ->
        Nursery.run(nursery -> {
          startSleepers(nursery, OTHER_DEADLINES);
          body.run();
          nursery.cancelScope().cancel();
        }));
  }
}
