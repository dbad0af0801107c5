package org.terzetto.testing;

import java.time.Duration;
import java.util.List;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.TaskBody;
import org.terzetto.TooSlowException;

/**
 * One thing that {@link StreamChecks} asks of a stream. It is run in a task, and throws {@link
 * AssertionError} if the stream does something else.
 *
 * <p>A check that makes no progress fails after a minute on the run's clock. With a mock clock that
 * jumps that is at once, where the stream is all in memory.
 *
 * <p>Thread safety: immutable; each run of it makes connections of its own.
 */
public final class StreamCheck implements TaskBody {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final String name;
  private final TaskBody body;

  StreamCheck(String name, TaskBody body) {
    this.name = name;
    this.body = body;
  }

  /**
   * What is asked.
   *
   * @return a phrase that differs from that of each other check of the kit
   */
  public String name() {
    return name;
  }

  /**
   * Asks it.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws AssertionError if the stream fails the check, or makes no progress
   * @throws Exception what making the connection threw; or what the stream threw and should not
   *     have
   */
  @Override
  public void run() throws Exception {
    try {
      CancelScope.<Exception>failAfter(LIMIT, scope -> body.run());
    } catch (TooSlowException e) {
      throw new AssertionError("no progress: " + name, e);
    } catch (ExceptionGroup e) {
      List<AssertionError> found = e.leaves(AssertionError.class);
      if (found.isEmpty()) {
        throw e;
      }
      throw new AssertionError(found.getFirst().getMessage(), e);
    }
  }

  StreamCheck named(String newName) {
    return new StreamCheck(newName, body);
  }

  @Override
  public String toString() {
    return name;
  }
}
