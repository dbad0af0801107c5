package org.terzetto.examples;

import java.time.Duration;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;

/** Two children in one nursery. */
public final class TasksIntro {
  private TasksIntro() {}

  // tag::children[]
  static void child1() throws InterruptedException {
    IO.println("  child1: started, sleeping now");
    Terzetto.sleep(Duration.ofSeconds(1));
    IO.println("  child1: done");
  }

  static void child2() throws InterruptedException {
    IO.println("  child2: started, sleeping now");
    Terzetto.sleep(Duration.ofSeconds(1));
    IO.println("  child2: done");
  }

  // end::children[]

  // tag::parent[]
  static void parent() throws InterruptedException {
    IO.println("parent: started");
    Nursery.run(nursery -> {
      IO.println("parent: starting child1");
      nursery.startSoon("child1", TasksIntro::child1);
      IO.println("parent: starting child2");
      nursery.startSoon("child2", TasksIntro::child2);
      IO.println("parent: waiting for the children");
    });
    IO.println("parent: all done");
  }

  static void main() throws Exception {
    Terzetto.run(TasksIntro::parent);
  }
  // end::parent[]
}
