package org.terzetto.examples;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.terzetto.CancelScope;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.guest.GuestRun;

/** A run on the one thread of an executor, beside the executor's own work. */
public final class GuestOfExecutor {
  private GuestOfExecutor() {}

  // tag::program[]
  static String count(CancelScope counting) throws InterruptedException {
    counting.run(scope -> {
      while (true) {
        Terzetto.sleep(Duration.ofMillis(10));
      }
    });
    return "stopped: " + counting.cancelledCaught();
  }

  static void main() throws Exception {
    try (ScheduledExecutorService host = Executors.newSingleThreadScheduledExecutor()) {
      CancelScope counting = CancelScope.create();
      GuestRun<String> guest =
          host.submit(
                  () -> GuestRun.start(RunOptions.defaults(), host::execute, () -> count(counting)))
              .get();
      host.schedule(() -> counting.cancel("enough"), 100, TimeUnit.MILLISECONDS).get();
      IO.println(guest.outcome().get());
    }
  }
  // end::program[]
}
