package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plain method that calls a suspending one does not compile. */
class PlainCallerTest {
  private static final Path FILE = Path.of("src/test/resources/plain/PlainCaller.java");

  @Test
  void plainMethod_thatSuspends_isRefusedByTheCompiler(@TempDir Path folder) throws Exception {
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages, true);
    String classPath = System.getProperty("java.class.path");
    int status = javac.run(out, out, "-d", folder.toString(), "-cp", classPath, FILE.toString());
    assertEquals(1, status);
    String printed = messages.toString().replace(FILE.getParent() + "/", "");
    assertEquals(Documents.output("plain-caller"), printed.lines().toList());
  }
}
