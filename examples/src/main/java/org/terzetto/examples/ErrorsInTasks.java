package org.terzetto.examples;

import java.io.IOException;
import java.time.Duration;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;

/** Two failures at once, and a third task that had done nothing wrong. */
public final class ErrorsInTasks {
  private ErrorsInTasks() {}

  // tag::tasks[]
  static void readAll() throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon("config", ErrorsInTasks::readConfig);
      nursery.startSoon("cache", ErrorsInTasks::fillCache);
      nursery.startSoon("patient", ErrorsInTasks::waitPatiently);
    });
  }

  static void readConfig() throws IOException {
    throw new IOException("no such file: settings.toml");
  }

  static void fillCache() throws InterruptedException {
    try {
      Terzetto.sleep(Duration.ofHours(1));
    } finally {
      removeTemporaryFiles();
    }
  }

  static void removeTemporaryFiles() {
    throw new IllegalStateException("the folder is gone");
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
      Terzetto.run(ErrorsInTasks::readAll);
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
