package org.terzetto.core;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.terzetto.RunOptions;
import org.terzetto.spi.IoBackend;
import org.terzetto.testing.ForwardingBackend;

/** The real backend, with notes of who polled. */
final class PollWatch extends ForwardingBackend {
  /** One call of {@link IoBackend#poll}. */
  record Poll(Thread thread, Duration timeout) {
    boolean waits() {
      return !timeout.isZero();
    }
  }

  /** What one run's backend saw. */
  static final class Notes {
    final List<Poll> polls = new CopyOnWriteArrayList<>();

    List<Poll> waitingPolls() {
      return polls.stream().filter(Poll::waits).toList();
    }

    RunOptions options() {
      return RunOptions.defaults()
          .withBackend(RealBackend.inside(real -> new PollWatch(real, this)));
    }
  }

  private final Notes notes;

  private PollWatch(IoBackend real, Notes notes) {
    super(real);
    this.notes = notes;
  }

  @Override
  public boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException {
    notes.polls.add(new Poll(Thread.currentThread(), Duration.ofNanos(timeoutNanos)));
    return super.poll(timeoutNanos, sink);
  }
}
