package org.terzetto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code terzetto run} and {@code terzetto example} as processes. */
class ProgramsIT {
  private static final String HELLO =
      """
      import java.util.List;
      import org.terzetto.Terzetto;

      class Hello {
        static void main(String[] args) throws Exception {
          Terzetto.run(() -> {
            Terzetto.sleep(java.time.Duration.ofMillis(1));
            IO.println("hello " + List.of(args) + System.getProperty("terzetto.seed"));
          });
        }
      }
      """;

  @TempDir private Path folder;

  private void compile(Path target, String file, String source) throws IOException {
    Path path = folder.resolve("src").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, source);
    String classPath = System.getProperty("java.class.path");
    String option = Files.exists(folder.resolve("src/module-info.java")) ? "-p" : "-cp";
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    assertEquals(
        0,
        javac.run(
            System.out,
            System.err,
            "-d",
            target.toString(),
            option,
            classPath,
            "-sourcepath",
            folder.resolve("src").toString(),
            path.toString()));
  }

  private CliProcess runOnClassPath(String... args) throws IOException {
    String[] command = new String[args.length + 3];
    command[0] = "run";
    command[1] = "--class-path";
    command[2] = folder.toString();
    System.arraycopy(args, 0, command, 3, args.length);
    return CliProcess.start(command);
  }

  @Test
  void run_onTheClassPath_handsOverWhatFollows() throws Exception {
    compile(folder, "Hello.java", HELLO);
    try (CliProcess run = runOnClassPath("--seed", "7", "Hello", "--trace", "x")) {
      assertEquals(List.of("hello [--trace, x]7"), run.rest());
      assertEquals(0, run.awaitStatus());
      assertEquals("", run.errors());
    }
  }

  @Test
  void run_withTrace_printsItOnStderr() throws Exception {
    compile(folder, "Hello.java", HELLO);
    try (CliProcess run = runOnClassPath("--trace", "Hello")) {
      assertEquals(List.of("hello []null"), run.rest());
      assertEquals(0, run.awaitStatus());
      List<String> trace = run.errors().lines().toList();
      assertEquals("!!! run started", trace.getFirst());
      assertTrue(trace.contains("### new task spawned: main"), trace::toString);
    }
  }

  @Test
  void run_onTheModulePath_findsTheModule() throws Exception {
    Path modules = Files.createDirectory(folder.resolve("modules"));
    Files.createDirectories(folder.resolve("src"));
    Files.writeString(
        folder.resolve("src/module-info.java"), "module app { requires org.terzetto; }");
    compile(
        modules.resolve("app"),
        "app/Main.java",
        """
        package app;

        class Main {
          void main() throws Exception {
            IO.println(org.terzetto.Terzetto.run(() -> getClass().getModule().getName()));
          }
        }
        """);
    compile(modules.resolve("app"), "module-info.java", "module app { requires org.terzetto; }");
    try (CliProcess run =
        CliProcess.start("run", "--module-path", modules.toString(), "app/app.Main")) {
      assertEquals(List.of("app"), run.rest(), run.errors());
      assertEquals(0, run.awaitStatus());
    }
  }

  @Test
  void run_ofAProgramThatFails_printsItsStack() throws Exception {
    compile(
        folder,
        "Fails.java",
        "class Fails { static void main() { throw new IllegalStateException(\"no luck\"); } }");
    try (CliProcess run = runOnClassPath("Fails")) {
      assertEquals(1, run.awaitStatus());
      List<String> errors = run.errors().lines().toList();
      assertEquals(
          "Exception in thread \"main\" java.lang.IllegalStateException: no luck",
          errors.getFirst());
      assertEquals("\tat Fails.main(Fails.java:1)", errors.get(1));
    }
  }

  @Test
  void run_interrupted_cancelsTheProgram() throws Exception {
    compile(
        folder,
        "Sleeps.java",
        """
        import org.terzetto.Terzetto;

        class Sleeps {
          static void main() throws Exception {
            Terzetto.run(() -> {
              IO.println("asleep");
              try {
                Terzetto.sleepForever();
              } finally {
                IO.println("cleaned up");
              }
            });
          }
        }
        """);
    try (CliProcess run = runOnClassPath("Sleeps")) {
      assertEquals("asleep", run.readLine());
      run.signal("INT");
      assertEquals(List.of("cleaned up"), run.rest());
      assertEquals(130, run.awaitStatus());
      assertEquals("", run.errors());
    }
  }

  @Test
  void example_isRun() throws Exception {
    try (CliProcess example = CliProcess.start("example", "high-level-echo")) {
      assertEquals("the server has ended", example.rest().getLast());
      assertEquals(0, example.awaitStatus());
    }
  }

  @Test
  void example_ofCtrlC_cleansUpAndEndsAsInterrupted() throws Exception {
    try (CliProcess example = CliProcess.start("example", "ctrl-c")) {
      String line = example.readLine();
      while (!line.startsWith("### waiting for I/O")) {
        line = example.readLine();
      }
      example.signal("INT");
      List<String> rest = example.rest();
      assertTrue(rest.contains("### task exited: child1"), rest::toString);
      assertTrue(rest.getLast().startsWith("interrupted: [org.terzetto.Sigint"), rest::toString);
      assertEquals(130, example.awaitStatus());
    }
  }
}
