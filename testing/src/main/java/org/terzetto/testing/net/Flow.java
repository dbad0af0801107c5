package org.terzetto.testing.net;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What one end of a connection sends to the other: packets that arrive in order, each exactly once.
 *
 * <p>An arrival delivers the oldest packet under way, whichever it was made for. So the order is
 * kept although latencies differ and arrivals that a cut link has held up are repeated.
 */
final class Flow {
  private final Link link;
  private final Host from;
  private final Runnable giveUp;
  private final long tie;
  private final Queue<Runnable> underWay = new ArrayDeque<>();
  private long lastArrival = Long.MIN_VALUE;
  private NetworkEvents.@Nullable Event patience;

  /**
   * A flow.
   *
   * @param giveUp called when packets have not arrived for so long that the sender loses patience
   */
  Flow(Link link, Host from, Runnable giveUp) {
    this.link = link;
    this.from = from;
    this.giveUp = giveUp;
    this.tie = link.newTie();
  }

  /** Sends a packet, again and again if it must be. */
  void send(int size, Runnable arrival) {
    underWay.add(arrival);
    arriveLater(size);
  }

  /** Sends something after all that is under way; it is lost if the link is cut when it arrives. */
  void sendOnce(Runnable arrival) {
    link.events()
        .at(
            nextArrival(0),
            tie,
            () -> {
              if (!link.isCut()) {
                arrival.run();
              }
            });
  }

  /** The sender is gone, or has no use for the connection any more: nothing is sent again. */
  void abandon() {
    underWay.clear();
    stopPatience();
  }

  void arriveLater() {
    arriveLater(0);
  }

  private void arriveLater(int size) {
    link.events().at(nextArrival(size), tie, this::arrive);
  }

  private long nextArrival(int size) {
    lastArrival = Math.max(lastArrival, link.arrivalTime(from, size));
    return lastArrival;
  }

  private void arrive() {
    if (underWay.isEmpty()) {
      return;
    }
    if (link.isCut()) {
      link.stall(this);
      if (patience == null) {
        patience = link.events().at(link.patienceEnds(), tie, giveUp);
      }
      return;
    }
    stopPatience();
    underWay.remove().run();
  }

  private void stopPatience() {
    if (patience != null) {
      link.events().cancel(patience);
      patience = null;
    }
  }
}
