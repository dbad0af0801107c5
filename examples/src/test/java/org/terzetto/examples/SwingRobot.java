package org.terzetto.examples;

import java.awt.EventQueue;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.io.File;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.imageio.ImageIO;

/**
 * Sits before the window of {@link SwingProgress}, in a process of its own: waits for some
 * progress, takes a picture, presses the button with the mouse or lets the bar fill, and prints the
 * end.
 */
final class SwingRobot {
  private SwingRobot() {}

  public static void main(String[] args) throws Exception {
    int until = Integer.parseInt(args[0]);
    // Who is to press the button must not come too late, however slow the machine.
    Duration pause = until < 100 ? Duration.ofMillis(500) : Duration.ofMillis(5);
    SwingProgress window = onEventThread(() -> SwingProgress.open(pause));
    Robot robot = new Robot();
    while (onEventThread(window::percent) < until) {
      robot.waitForIdle();
    }
    takePicture(robot, window, new File(args[1]));
    if (until < 100) {
      pressButton(robot, window);
    }
    while (onEventThread(window::state).equals("working")) {
      robot.waitForIdle();
    }
    System.out.println(onEventThread(window::state) + " " + onEventThread(window::percent));
    System.exit(0);
  }

  private static void takePicture(Robot robot, SwingProgress window, File file) throws Exception {
    Rectangle bounds = onEventThread(() -> window.frame().getBounds());
    ImageIO.write(robot.createScreenCapture(bounds), "png", file);
  }

  private static void pressButton(Robot robot, SwingProgress window) throws Exception {
    Point corner = onEventThread(() -> window.button().getLocationOnScreen());
    Point middle =
        onEventThread(
            () -> new Point(window.button().getWidth() / 2, window.button().getHeight() / 2));
    robot.mouseMove(corner.x + middle.x, corner.y + middle.y);
    robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
    robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
  }

  private static <T> T onEventThread(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    EventQueue.invokeLater(task);
    return task.get();
  }
}
