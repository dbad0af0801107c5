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
    Terzetto.run(FirstProgram::countForAWhile);
  }

  static void countForAWhile() throws InterruptedException {
    CancelScope.moveOnAfter(
        Duration.ofMillis(1500),
        scope ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> count("tick", Duration.ofMillis(400)));
              nursery.startSoon(() -> count("tock", Duration.ofMillis(700)));
            }));
    IO.println("time is up, and both have ended");
  }

  static void count(String word, Duration pace) throws InterruptedException {
    for (int i = 1; ; i++) {
      Terzetto.sleep(pace);
      IO.println(word + " " + i);
    }
  }
  // end::program[]
}
