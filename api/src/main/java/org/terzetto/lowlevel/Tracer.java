package org.terzetto.lowlevel;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Objects;
import org.terzetto.LoopTime;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.spi.Instrument;

/**
 * Prints one line for each event of a run, for people who want to see how it goes about its work.
 * The system property {@code terzetto.trace} turns it on without touching the program.
 *
 * <p>Thread safety: belongs to one run at a time.
 */
public final class Tracer implements Instrument {
  private final PrintStream out;
  private LoopTime waitBegan = LoopTime.PAST;

  /**
   * A tracer.
   *
   * @param out where the lines go
   */
  public Tracer(PrintStream out) {
    this.out = Objects.requireNonNull(out, "out");
  }

  /**
   * A tracer that leaves the standard output to the program.
   *
   * @return a tracer that prints to {@link System#err}
   */
  public static Tracer toStandardError() {
    return new Tracer(System.err);
  }

  // tag::hooks[]
  @Override
  public void beforeRun() {
    out.println("!!! run started");
  }

  @Override
  public void afterRun() {
    out.println("!!! run finished");
  }

  @Override
  public void taskSpawned(Task<?> task) {
    out.println("### new task spawned: " + task.name());
  }

  @Override
  public void taskScheduled(Task<?> task) {
    out.println("### task scheduled: " + task.name());
  }

  @Override
  public void beforeTaskStep(Task<?> task) {
    out.println(">>> about to run one step of task: " + task.name());
  }

  @Override
  public void afterTaskStep(Task<?> task) {
    out.println("<<< task step finished: " + task.name());
  }

  @Override
  public void taskExited(Task<?> task) {
    out.println("### task exited: " + task.name());
  }

  @Override
  public void beforeIoWait(Duration timeout) {
    out.println(
        timeout.isZero()
            ? "### doing a quick check for I/O"
            : "### waiting for I/O for up to " + seconds(timeout) + " seconds");
    waitBegan = Terzetto.currentTime();
  }

  @Override
  public void afterIoWait(Duration timeout) {
    Duration took = Terzetto.currentTime().since(waitBegan);
    out.println("### finished I/O check (took " + seconds(took) + " seconds)");
  }

  // end::hooks[]

  /** Four decimals, and the same dot in every country. */
  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).setScale(4, RoundingMode.DOWN);
  }
}
