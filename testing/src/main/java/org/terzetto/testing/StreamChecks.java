package org.terzetto.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.terzetto.io.AsyncResource;
import org.terzetto.io.HalfCloseableStream;
import org.terzetto.io.ReceiveStream;
import org.terzetto.io.SendStream;
import org.terzetto.io.Stream;

/**
 * The contract of streams as checks that any implementation has to pass. Whoever writes a stream
 * runs the kit that fits on it. With JUnit, each check becomes a test of its own:
 *
 * {@snippet :
 * @TestFactory
 * java.util.stream.Stream<DynamicTest> conforms() {
 *   return StreamChecks.twoWay(MyStream::pair).stream()
 *       .map(check -> dynamicTest(check.name(), () -> Terzetto.run(check)));
 * }
 * }
 *
 * <p>What concerns a sender that has to wait is checked only if there is a second maker, of
 * <em>clogged</em> connections: the first end cannot send a single byte, and {@code
 * waitSendAllMightNotBlock} waits too, until the other end receives. Connections in memory without
 * limit have none. What the second end sends is not clogged.
 */
public final class StreamChecks {
  private StreamChecks() {}

  /**
   * For streams in one direction, without what needs a clogged one.
   *
   * @param maker makes connections, from the first end to the second
   * @return the checks, in an order that goes from simple to odd
   */
  public static List<StreamCheck> oneWay(StreamMaker<SendStream, ReceiveStream> maker) {
    return new OneWayChecks(maker).all();
  }

  /**
   * For streams in one direction.
   *
   * @param maker makes connections, from the first end to the second
   * @param cloggedMaker makes clogged ones
   * @return the checks, in an order that goes from simple to odd
   */
  public static List<StreamCheck> oneWay(
      StreamMaker<SendStream, ReceiveStream> maker,
      StreamMaker<SendStream, ReceiveStream> cloggedMaker) {
    List<StreamCheck> checks = new ArrayList<>(oneWay(maker));
    checks.addAll(new CloggedChecks(cloggedMaker).all());
    return List.copyOf(checks);
  }

  /**
   * For streams in two directions, without what needs a clogged one: those in one direction, for
   * each, and those that concern both.
   *
   * @param maker makes connections
   * @return the checks, in an order that goes from simple to odd
   */
  public static List<StreamCheck> twoWay(StreamMaker<Stream, Stream> maker) {
    List<StreamCheck> checks = bothWays(oneWay(maker::make), oneWay(flipped(maker)::make));
    checks.addAll(new TwoWayChecks(maker, Optional.empty()).all());
    return List.copyOf(checks);
  }

  /**
   * For streams in two directions: those in one direction, for each, and those that concern both.
   *
   * @param maker makes connections
   * @param cloggedMaker makes clogged ones
   * @return the checks, in an order that goes from simple to odd
   */
  public static List<StreamCheck> twoWay(
      StreamMaker<Stream, Stream> maker, StreamMaker<Stream, Stream> cloggedMaker) {
    List<StreamCheck> checks =
        bothWays(oneWay(maker::make, cloggedMaker::make), oneWay(flipped(maker)::make));
    checks.addAll(new TwoWayChecks(maker, Optional.of(cloggedMaker)).all());
    return List.copyOf(checks);
  }

  /**
   * For streams whose sending half can be ended by itself, without what needs a clogged one: those
   * of {@link #twoWay(StreamMaker)}, and more.
   *
   * @param maker makes connections
   * @return the checks, in an order that goes from simple to odd
   */
  public static List<StreamCheck> halfCloseable(
      StreamMaker<HalfCloseableStream, HalfCloseableStream> maker) {
    List<StreamCheck> checks = new ArrayList<>(twoWay(maker::make));
    checks.addAll(
        bothWays(
            new HalfCloseChecks(maker, Optional.empty()).all(),
            new HalfCloseChecks(flipped(maker), Optional.empty()).all()));
    return List.copyOf(checks);
  }

  /**
   * For streams whose sending half can be ended by itself: those of {@link #twoWay(StreamMaker,
   * StreamMaker)}, and more.
   *
   * @param maker makes connections
   * @param cloggedMaker makes clogged ones
   * @return the checks, in an order that goes from simple to odd
   */
  public static List<StreamCheck> halfCloseable(
      StreamMaker<HalfCloseableStream, HalfCloseableStream> maker,
      StreamMaker<HalfCloseableStream, HalfCloseableStream> cloggedMaker) {
    List<StreamCheck> checks = new ArrayList<>(twoWay(maker::make, cloggedMaker::make));
    checks.addAll(
        bothWays(
            new HalfCloseChecks(maker, Optional.of(cloggedMaker)).all(),
            new HalfCloseChecks(flipped(maker), Optional.empty()).all()));
    return List.copyOf(checks);
  }

  private static List<StreamCheck> bothWays(List<StreamCheck> there, List<StreamCheck> back) {
    List<StreamCheck> checks = new ArrayList<>(there);
    for (StreamCheck check : back) {
      checks.add(check.named(check.name() + " (the other way)"));
    }
    return checks;
  }

  private static <A extends AsyncResource, B extends AsyncResource> StreamMaker<B, A> flipped(
      StreamMaker<A, B> maker) {
    return () -> maker.make().flipped();
  }
}
