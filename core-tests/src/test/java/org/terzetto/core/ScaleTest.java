package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.NurseryBody;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/**
 * Very many tasks and scopes in one run. Nothing here asks how long it takes; the time limit is for
 * what hangs.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScaleTest {
  private static final int MILLION = 1_000_000;
  private static final int MANY = 100_000;

  private int reached;
  private int cancelled;

  /** A program for a JVM of its own: all of them sleep at the same time, and all of them wake. */
  static final class AMillionSleepers {
    private static int asleep;
    private static int awake;

    private AMillionSleepers() {}

    public static void main(String[] args) throws Exception {
      Terzetto.run(
          options(),
          () ->
              Nursery.run(nursery -> {
                for (int i = 0; i < MILLION; i++) {
                  nursery.startSoon(AMillionSleepers::sleep);
                }
                TaskProbe.waitAllTasksBlocked();
                System.out.println("asleep: " + (asleep - awake));
              }));
      System.out.println("awake: " + awake);
    }

    private static void sleep() throws InterruptedException {
      asleep++;
      Terzetto.sleep(Duration.ofHours(1));
      awake++;
    }
  }

  @Test
  @Covers("SCH-17")
  void millionTasks_sleepAtOnce_inTwoGigabytes() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx2g");
    String mode = System.getProperty("terzetto.taskMode", "portable");
    if (mode.equals("loop")) {
      command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    }
    command.add("-Dterzetto.taskMode=" + mode);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(AMillionSleepers.class.getName());
    Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(program.getInputStream().readAllBytes());
      assertEquals(0, program.waitFor(), output);
      assertTrue(output.contains("asleep: " + MILLION), output);
      assertTrue(output.contains("awake: " + MILLION), output);
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  @Covers({"CAN-3", "CAN-41"})
  void siblingScopes_byTheHundredThousand_areCancelledInOneCall() throws Exception {
    cancelWhenBlocked(nursery -> {
      for (int i = 0; i < MANY; i++) {
        nursery.startSoon(() -> sleepInAScope());
      }
    });
    assertEquals(MANY, reached, "entered");
    assertEquals(MANY, cancelled, "cancelled");
  }

  private void sleepInAScope() throws InterruptedException {
    CancelScope own = CancelScope.create();
    try {
      own.run(scope -> {
        reached++;
        Terzetto.sleepForever();
      });
    } finally {
      cancelled++;
      assertFalse(own.cancelledCaught(), "the outer scope takes it");
    }
  }

  /** From task to task. */
  @Test
  @Covers({"CAN-3", "CAN-41"})
  void nestedScopes_byTheHundredThousand_areCancelledInOneCall() throws Exception {
    cancelWhenBlocked(nursery -> nest(nursery, MANY));
    assertEquals(MANY, reached, "entered");
    assertEquals(MANY, cancelled, "cancelled");
  }

  private void nest(Nursery nursery, int left) {
    if (left > 0) {
      nursery.startSoon(() -> {
        reached++;
        try {
          Nursery.run(inner -> nest(inner, left - 1));
        } finally {
          cancelled++;
        }
      });
    } else {
      nursery.startSoon(() -> Terzetto.sleepForever());
    }
  }

  /** All in one task, each scope in the body of the one before. */
  @Test
  @Covers({"CAN-3", "CAN-41"})
  void nestedScopes_onOneStack_areCancelledInOneCall() throws Exception {
    cancelWhenBlocked(nursery -> nursery.startSoon(() -> nestOnStack(MANY)));
    assertEquals(MANY, reached, "entered");
    assertEquals(MANY, cancelled, "cancelled");
  }

  private void nestOnStack(int left) throws InterruptedException {
    if (left == 0) {
      Terzetto.sleepForever();
    }
    try {
      CancelScope.create()
          .run(scope -> {
            reached++;
            nestOnStack(left - 1);
          });
    } finally {
      cancelled++;
    }
  }

  /** Without a watchdog: that a step which starts all of them is long is no news. */
  private static RunOptions options() {
    return VirtualTime.options().withLongStep(Duration.ZERO);
  }

  private static void cancelWhenBlocked(NurseryBody body) throws Exception {
    CancelScope outer = CancelScope.create();
    Terzetto.run(
        options(),
        () ->
            outer.run(scope ->
                Nursery.run(nursery -> {
                  body.run(nursery);
                  TaskProbe.waitAllTasksBlocked();
                  outer.cancel();
                })));
    assertTrue(outer.cancelledCaught());
  }
}
