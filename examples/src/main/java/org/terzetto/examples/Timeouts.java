package org.terzetto.examples;

import java.time.Duration;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.TooSlowException;

/** A counter that has to stop, alone and with children. */
public final class Timeouts {
  private Timeouts() {}

  // tag::counter[]
  static void count(String name) throws InterruptedException {
    for (int i = 1; ; i++) {
      IO.println(name + ": " + i);
      Terzetto.sleep(Duration.ofMillis(200));
    }
  }

  static void countAlone() throws InterruptedException {
    try {
      CancelScope.failAfter(Duration.ofMillis(450), scope -> count("alone"));
    } catch (TooSlowException e) {
      IO.println(e.getMessage());
    }
  }

  // end::counter[]

  // tag::children[]
  static void countWithChildren() throws InterruptedException {
    CancelScope scope =
        CancelScope.moveOnAfter(
            Duration.ofMillis(450),
            s ->
                Nursery.run(nursery -> {
                  nursery.startSoon("left", () -> count("left"));
                  Terzetto.sleep(Duration.ofMillis(100));
                  nursery.startSoon("right", () -> count("right"));
                }));
    IO.println("cut short: " + scope.cancelledCaught());
  }

  // end::children[]

  // tag::main[]
  static void main() throws Exception {
    Terzetto.run(() -> {
      countAlone();
      countWithChildren();
    });
  }
  // end::main[]
}
