package org.terzetto.examples;

import java.time.Duration;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;

/** Two counters and a time limit. */
public final class FirstProgram {
  private FirstProgram() {}

  // tag::program[]
  static void main() throws Exception {
    Terzetto.run(FirstProgram::tickTock);
  }

  static void tickTock() throws InterruptedException {
    CancelScope.moveOnAfter(
        Duration.ofMillis(1500),
        scope ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> repeat("tick", 400));
              nursery.startSoon(() -> repeat("tock", 700));
            }));
    IO.println("time is up, and both have ended");
  }

  static void repeat(String word, int millis) throws InterruptedException {
    for (int i = 1; ; i++) {
      Terzetto.sleep(Duration.ofMillis(millis));
      IO.println(word + " " + i);
    }
  }
  // end::program[]
}
