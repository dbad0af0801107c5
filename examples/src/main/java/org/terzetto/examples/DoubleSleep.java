package org.terzetto.examples;

import java.time.Duration;
import org.terzetto.Terzetto;

/** A function that suspends, and who may call it. */
public final class DoubleSleep {
  private DoubleSleep() {}

  // tag::sleep[]
  static void doubleSleep(Duration duration) throws InterruptedException {
    Terzetto.sleep(duration.multipliedBy(2));
  }

  // end::sleep[]

  // tag::main[]
  static void main() throws Exception {
    IO.println("going to sleep");
    Terzetto.run(() -> doubleSleep(Duration.ofMillis(500)));
    IO.println("awake after a second");
  }
  // end::main[]
}
