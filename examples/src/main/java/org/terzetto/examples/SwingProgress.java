package org.terzetto.examples;

import java.awt.BorderLayout;
import java.awt.EventQueue;
import java.time.Duration;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.WindowConstants;
import org.terzetto.CancelScope;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.guest.GuestRun;
import org.terzetto.guest.HostThread;

/**
 * A window with a progress bar that a task drives: the run is a guest of Swing's event thread. It
 * needs the module {@code java.desktop}, which the runtime image does not have.
 */
public final class SwingProgress {
  private final JFrame frame = new JFrame("A guest of Swing");
  private final JLabel state = new JLabel("working");
  private final JProgressBar bar = new JProgressBar(0, 100);
  private final JButton button = new JButton("Cancel");
  private final Duration pause;

  private SwingProgress(Duration pause) {
    this.pause = pause;
    bar.setStringPainted(true);
    JPanel panel = new JPanel(new BorderLayout(12, 12));
    panel.setBorder(BorderFactory.createEmptyBorder(16, 16, 16, 16));
    panel.add(state, BorderLayout.NORTH);
    panel.add(bar, BorderLayout.CENTER);
    panel.add(button, BorderLayout.SOUTH);
    frame.setContentPane(panel);
    frame.setDefaultCloseOperation(WindowConstants.EXIT_ON_CLOSE);
    frame.setSize(320, 150);
    frame.setVisible(true);
  }

  // tag::program[]
  /** On the event thread: opens the window, and starts the run that fills the bar. */
  static SwingProgress open(Duration pause) {
    SwingProgress window = new SwingProgress(pause);
    CancelScope filling = CancelScope.create();
    window.button.addActionListener(_ -> filling.cancel("the button was pressed"));
    GuestRun<String> guest =
        GuestRun.start(RunOptions.defaults(), EventQueue::invokeLater, () -> window.fill(filling));
    var _ =
        guest.outcome().handle((end, failure) -> window.showEnd(failure == null ? end : "failed"));
    return window;
  }

  /** The main task. */
  private String fill(CancelScope filling) throws InterruptedException {
    filling.run(scope -> {
      for (int percent = 0; percent <= 100; percent++) {
        show(percent);
        Terzetto.sleep(pause);
      }
    });
    return filling.cancelledCaught() ? "cancelled" : "done";
  }

  /** An ordinary method: the call on Swing's own thread is no checkpoint. */
  private void show(int percent) {
    HostThread.run(() -> bar.setValue(percent));
  }

  // end::program[]

  private boolean showEnd(String end) {
    state.setText(end);
    button.setEnabled(false);
    return true;
  }

  /** How far the bar is; on the event thread, as everything here. */
  int percent() {
    return bar.getValue();
  }

  String state() {
    return state.getText();
  }

  JFrame frame() {
    return frame;
  }

  JButton button() {
    return button;
  }

  static void main() {
    EventQueue.invokeLater(() -> open(Duration.ofMillis(50)));
  }
}
