package org.terzetto.io;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;

/**
 * Connects to a host that has several addresses, some of which may not answer: the first attempt
 * starts at once, each further one as soon as the one before has failed or has taken too long. The
 * first to succeed wins. See RFC 8305, section 5.
 *
 * @param <R> what a connection becomes
 */
final class HappyEyeballs<R> {
  /**
   * An attempt to reach one address: a socket, at first not connected.
   *
   * @param <R> what it becomes
   */
  interface Attempt<R> {
    /** Connects; suspends. */
    void connect() throws IOException, InterruptedException;

    /** Turns the connected socket into the result, which owns it from then on. */
    R finish() throws IOException;

    /** Closes the socket. */
    void close();
  }

  /**
   * Makes the socket of an attempt.
   *
   * @param <R> what it becomes
   */
  interface Dialer<R> {
    Attempt<R> open(InetSocketAddress target) throws IOException;
  }

  private final Dialer<R> dialer;
  private final Duration delay;
  private final List<Attempt<R>> open = new ArrayList<>();
  private final List<IOException> failures = new ArrayList<>();
  private @Nullable Attempt<R> winner;

  private HappyEyeballs(Dialer<R> dialer, Duration delay) {
    this.dialer = dialer;
    this.delay = delay;
  }

  /**
   * Connects to the address that answers first.
   *
   * @param where what to call the target in messages
   * @param targets its addresses, in the resolver's order
   */
  static <R> R connect(
      String where, List<InetSocketAddress> targets, Duration delay, Dialer<R> dialer)
      throws IOException, InterruptedException {
    if (targets.isEmpty()) {
      throw new UnknownHostException("no address was found for " + where);
    }
    return new HappyEyeballs<>(dialer, delay).race(where, interleaved(targets));
  }

  private R race(String where, List<InetSocketAddress> targets)
      throws IOException, InterruptedException {
    try {
      Nursery.run(nursery -> startAll(nursery, targets));
      Attempt<R> won = winner;
      if (won == null) {
        throw allFailed(where);
      }
      R result = won.finish();
      open.remove(won);
      return result;
    } finally {
      open.forEach(Attempt::close);
    }
  }

  private void startAll(Nursery nursery, List<InetSocketAddress> targets)
      throws InterruptedException {
    for (InetSocketAddress target : targets) {
      CancelScope headStart = CancelScope.withTimeout(delay);
      nursery.startSoon("connect to " + target, () -> attempt(nursery, target, headStart));
      headStart.run(scope -> Terzetto.sleepForever());
      if (winner != null) {
        return;
      }
    }
  }

  private void attempt(Nursery nursery, InetSocketAddress target, CancelScope headStart)
      throws InterruptedException {
    try {
      Attempt<R> attempt = dialer.open(target);
      open.add(attempt);
      attempt.connect();
      if (winner == null) {
        winner = attempt;
        nursery.cancelScope().cancel("another address answered first");
      }
    } catch (IOException e) {
      failures.add(e);
      headStart.cancel("the attempt failed");
    }
  }

  private ConnectException allFailed(String where) {
    IOException first = failures.getFirst();
    int n = failures.size();
    String message =
        "cannot connect to "
            + where
            + (n == 1 ? ": " : ": all " + n + " addresses failed, the first with: ")
            + first.getMessage();
    ConnectException error = new ConnectException(message);
    error.initCause(new ExceptionGroup("attempts to connect to " + where, failures));
    return error;
  }

  /**
   * The resolver's order, but for this: the first address of the other family comes second, so that
   * a family that does not work at all costs one delay only.
   */
  static List<InetSocketAddress> interleaved(List<InetSocketAddress> targets) {
    List<InetSocketAddress> result = new ArrayList<>(targets);
    for (int i = 1; i < result.size(); i++) {
      if (!sameFamily(result.get(i), result.getFirst())) {
        result.add(1, result.remove(i));
        break;
      }
    }
    return result;
  }

  private static boolean sameFamily(InetSocketAddress a, InetSocketAddress b) {
    return a.getAddress().getClass() == b.getAddress().getClass();
  }
}
