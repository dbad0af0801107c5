package org.terzetto.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;

/** Two failures at once, and a third task that had done nothing wrong. */
public final class ErrorsInTasks {
  private ErrorsInTasks() {}

  // tag::tasks[]
  static void work() throws InterruptedException {
    Nursery.run(nursery -> {
      nursery.startSoon("settings", ErrorsInTasks::readSettings);
      nursery.startSoon("counter", ErrorsInTasks::count);
      nursery.startSoon("patient", ErrorsInTasks::waitPatiently);
    });
  }

  static String readSettings() throws IOException {
    return Files.readString(Path.of("no-such-folder", "settings.toml"));
  }

  static void count() throws InterruptedException {
    try {
      Terzetto.sleep(Duration.ofHours(1));
    } finally {
      IO.println("counted to " + Integer.parseInt("ten"));
    }
  }

  static void waitPatiently() throws InterruptedException {
    try {
      Terzetto.sleep(Duration.ofHours(1));
    } finally {
      IO.println("patient: had to stop");
    }
  }

  // end::tasks[]

  // tag::main[]
  static void main() throws Exception {
    try {
      Terzetto.run(ErrorsInTasks::work);
    } catch (ExceptionGroup group) {
      group.printStackTrace(System.out);
      for (IOException e : group.leaves(IOException.class)) {
        IO.println("trouble with a file: " + e.getMessage());
      }
      group
          .split(IOException.class)
          .rest()
          .ifPresent(rest -> IO.println("and beside that: " + rest.exceptions()));
    }
  }
  // end::main[]
}
