package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.terzetto.testing.Covers;

/** A real window, on an X server that draws into memory. */
@Timeout(120)
class SwingProgressTest {
  private static Process server;
  private static String display;

  @TempDir private Path folder;

  @BeforeAll
  static void startServer() throws IOException {
    try {
      server =
          new ProcessBuilder(
                  "Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      String why = "skipped: no window can be opened, since there is no Xvfb: " + e.getMessage();
      System.out.println(why);
      Assumptions.abort(why);
    }
    display = ":" + server.inputReader().readLine();
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    if (server != null) {
      server.destroy();
      server.waitFor();
    }
  }

  @Test
  @Covers({"GST-3", "GST-5", "GST-12"})
  void button_pressedWithTheMouse_cancelsTheTask() throws Exception {
    String[] end = run(2).split(" ");
    assertEquals("cancelled", end[0]);
    int percent = Integer.parseInt(end[1]);
    assertTrue(percent >= 2 && percent < 100, "at " + percent);
    assertTrue(colours() > 10, "the picture of the window is blank");
  }

  @Test
  @Covers({"GST-3", "GST-12"})
  void bar_isFilledByTheTask() throws Exception {
    assertEquals("done 100", run(100));
  }

  /** What the robot prints that waits for so many percent. */
  private String run(int percent) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    String mode = System.getProperty("terzetto.taskMode", "portable");
    command.add("-Dterzetto.taskMode=" + mode);
    if (mode.equals("loop")) {
      command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }
    command.addAll(
        List.of("-Djava.awt.headless=false", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(SwingRobot.class.getName(), String.valueOf(percent), picture().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DISPLAY", display);
    Process robot = builder.start();
    String line = robot.inputReader().readLine();
    assertEquals(0, robot.waitFor());
    assertNotNull(line);
    return line;
  }

  private Path picture() {
    return folder.resolve("window.png");
  }

  private int colours() throws IOException {
    BufferedImage image;
    try (var in = Files.newInputStream(picture())) {
      image = ImageIO.read(in);
    }
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours.size();
  }
}
