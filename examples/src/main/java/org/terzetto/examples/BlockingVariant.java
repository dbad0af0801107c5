package org.terzetto.examples;

import java.time.Duration;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;

/** Code that blocks its thread, and what it does to the other tasks. */
public final class BlockingVariant {
  private BlockingVariant() {}

  // tag::sleepers[]
  static void blocks(String name) throws InterruptedException {
    IO.println("  " + name + ": started, blocking now");
    Thread.sleep(500);
    IO.println("  " + name + ": done");
  }

  static void suspends(String name) throws InterruptedException {
    Terzetto.blocking(() -> blocks(name));
  }

  // end::sleepers[]

  // tag::main[]
  static void main() throws Exception {
    Terzetto.run(() -> {
      IO.println("holding the loop:");
      inPair(() -> blocks("child1"), () -> blocks("child2"));
      IO.println("inside blocking:");
      inPair(() -> suspends("child1"), () -> suspends("child2"));
    });
  }

  static void inPair(TaskBody first, TaskBody second) throws InterruptedException {
    LoopTime began = Terzetto.currentTime();
    Nursery.run(nursery -> {
      nursery.startSoon("child1", first);
      nursery.startSoon("child2", second);
    });
    Duration took = Terzetto.currentTime().since(began);
    IO.println("  both together: " + took.toMillis() / 100 * 100 + " ms");
  }
  // end::main[]
}
