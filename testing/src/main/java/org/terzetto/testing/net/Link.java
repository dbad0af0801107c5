package org.terzetto.testing.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.terzetto.LoopTime;

/**
 * What lies between two hosts, or between a host and itself. At first it is perfect: no latency, no
 * limit, no failures. Settings hold for what is sent from then on, in both directions.
 *
 * <p>Thread safety: set it up before the run, or inside it.
 */
public final class Link {
  /** One direction, in which one packet follows the other. */
  private static final class Lane {
    long freeAt = Long.MIN_VALUE;
  }

  private final Host one;
  private final Host other;
  private final NetworkEvents events;
  private final Random random;
  private final Lane there = new Lane();
  private final Lane back;
  private final Set<Endpoint> connections = new LinkedHashSet<>();
  private final List<Flow> stalled = new ArrayList<>();

  private long leastLatency;
  private long latencySpread;
  private long bytesPerSecond = Long.MAX_VALUE;
  private int packetSize = 1460;
  private long patience = Duration.ofMinutes(2).toNanos();
  private double refusals;
  private double resets;
  private boolean cut;

  Link(Host one, Host other, NetworkEvents events, Random random) {
    this.one = one;
    this.other = other;
    this.events = events;
    this.random = random;
    this.back = one == other ? there : new Lane();
  }

  /**
   * With this latency for each packet.
   *
   * @param latency from one end to the other
   * @return this link
   * @throws IllegalArgumentException if negative
   */
  public Link latency(Duration latency) {
    return latency(latency, latency);
  }

  /**
   * With a latency that the seed chooses for each packet. Packets of one connection arrive in
   * order; but connections may overtake each other.
   *
   * @param least the shortest
   * @param most the longest
   * @return this link
   * @throws IllegalArgumentException if one is negative, or the longest is shorter than the
   *     shortest
   */
  public Link latency(Duration least, Duration most) {
    if (least.isNegative() || most.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "latency is from " + least + " to " + most + "; it must be zero or more, and ascend");
    }
    leastLatency = LoopTime.saturatedNanos(least);
    latencySpread = LoopTime.saturatedNanos(most) - leastLatency;
    return this;
  }

  /**
   * With this speed, shared by all connections, in each direction. What is sent faster has to queue
   * up, so that senders come to wait.
   *
   * @param newBytesPerSecond of payload
   * @return this link
   * @throws IllegalArgumentException if less than 1
   */
  public Link bandwidth(long newBytesPerSecond) {
    bytesPerSecond = requirePositive(newBytesPerSecond, "bandwidth");
    return this;
  }

  /**
   * With packets of at most this size. What a peer sends arrives in such pieces, some of them
   * together; with 1 and a small bandwidth, byte by byte.
   *
   * @param bytes of payload; 1460 at first
   * @return this link
   * @throws IllegalArgumentException if less than 1
   */
  public Link packetSize(int bytes) {
    packetSize = (int) requirePositive(bytes, "packetSize");
    return this;
  }

  /**
   * With another time after which a host gives up: connecting without an answer, or sending what
   * does not arrive.
   *
   * @param time two minutes at first
   * @return this link
   * @throws IllegalArgumentException if not positive
   */
  public Link patience(Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException("patience is " + time + "; it must be positive");
    }
    patience = LoopTime.saturatedNanos(time);
    return this;
  }

  /**
   * Refuses some connections, as a host does where nobody listens.
   *
   * @param probability for each connection, 0 to 1
   * @return this link
   * @throws IllegalArgumentException if out of range
   */
  public Link refusals(double probability) {
    refusals = requireProbability(probability, "refusals");
    return this;
  }

  /**
   * Resets connections while they are used.
   *
   * @param probability for each packet with payload to be the last of its connection, 0 to 1
   * @return this link
   * @throws IllegalArgumentException if out of range
   */
  public Link resets(double probability) {
    resets = requireProbability(probability, "resets");
    return this;
  }

  /**
   * Cuts the link: nothing arrives until {@link #heal}. Nothing is lost either, since hosts send
   * again what did not arrive; but when their patience is at its end, they give the connection up,
   * each on its own. The other end does not learn of it as long as the link is cut.
   *
   * @checkpoint never
   * @thread inside the run, or before it
   */
  public void cut() {
    cut = true;
  }

  /**
   * Ends a {@link #cut}. What was held up arrives one latency later, in order.
   *
   * @checkpoint never
   * @thread inside the run, or before it
   */
  public void heal() {
    cut = false;
    List<Flow> waiting = List.copyOf(stalled);
    stalled.clear();
    waiting.forEach(Flow::arriveLater);
  }

  /**
   * Resets all connections at once: both ends fail.
   *
   * @checkpoint never
   * @thread inside the run
   */
  public void reset() {
    List.copyOf(connections).forEach(Link::reset);
  }

  private static void reset(Endpoint connection) {
    Endpoint peer = connection.peer();
    connection.resetArrived();
    if (peer != null) {
      peer.resetArrived();
    }
  }

  @Override
  public String toString() {
    return "Link[" + one.name() + ", " + other.name() + "]";
  }

  // ---- for flows and endpoints ------------------------------------------------------------------

  NetworkEvents events() {
    return events;
  }

  Host peerOf(Host end) {
    return end == one ? other : one;
  }

  long newTie() {
    return random.nextLong();
  }

  /** When something arrives that is sent now. */
  long arrivalTime(Host from, int size) {
    Lane lane = from == one ? there : back;
    // 1e9 * a packet fits easily; a latency that was saturated must not overflow.
    long sent = Math.max(events.now(), lane.freeAt) + size * 1_000_000_000L / bytesPerSecond;
    lane.freeAt = sent;
    long latency = leastLatency;
    if (latencySpread > 0) {
      latency += (long) (random.nextDouble() * latencySpread);
    }
    return sent > Long.MAX_VALUE - latency ? Long.MAX_VALUE : sent + latency;
  }

  int packetSize() {
    return packetSize;
  }

  long patienceEnds() {
    long now = events.now();
    return now > Long.MAX_VALUE - patience ? Long.MAX_VALUE : now + patience;
  }

  boolean isCut() {
    return cut;
  }

  void stall(Flow flow) {
    stalled.add(flow);
  }

  boolean refuses() {
    return happens(refusals);
  }

  /** A packet of this connection goes out: perhaps it is the last. */
  void packetSent(Endpoint connection) {
    if (happens(resets)) {
      reset(connection);
    }
  }

  void established(Endpoint connection) {
    connections.add(connection);
  }

  void ended(Endpoint connection) {
    connections.remove(connection);
  }

  private boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  private static long requirePositive(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
    }
    return value;
  }

  private static double requireProbability(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be from 0 to 1");
    }
    return value;
  }
}
