package org.terzetto.io;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.terzetto.io.Streams.clog;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.LockstepStreams;
import org.terzetto.testing.MemoryStreams;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.StreamCheck;
import org.terzetto.testing.StreamChecks;
import org.terzetto.testing.StreamPair;

/** Every stream there is passes the kit that fits on it. */
@Covers({"TST-12", "TST-13"})
class StreamKitsTest {
  @TestFactory
  List<DynamicTest> memory_oneWay() {
    return inVirtualTime(StreamChecks.oneWay(MemoryStreams::oneWayPair));
  }

  @TestFactory
  List<DynamicTest> memory_halfCloseable() {
    return inVirtualTime(StreamChecks.halfCloseable(MemoryStreams::pair));
  }

  @TestFactory
  @Covers({"TST-11", "C-56"})
  List<DynamicTest> lockstep_oneWay() {
    return inVirtualTime(
        StreamChecks.oneWay(LockstepStreams::oneWayPair, LockstepStreams::oneWayPair));
  }

  @TestFactory
  @Covers({"TST-11", "C-56"})
  List<DynamicTest> lockstep_twoWay() {
    return inVirtualTime(StreamChecks.twoWay(LockstepStreams::pair, LockstepStreams::pair));
  }

  @TestFactory
  @Covers("STR-14")
  List<DynamicTest> stapledSockets_halfCloseable() {
    return onRealSockets(
        StreamChecks.halfCloseable(StreamKitsTest::stapled, StreamKitsTest::cloggedStapled));
  }

  @TestFactory
  @Covers({"STR-1", "STR-2", "STR-3", "STR-4", "STR-5", "STR-6", "STR-7", "STR-8", "STR-9"})
  List<DynamicTest> tcp_halfCloseable() {
    return sockets(Transport.TCP);
  }

  @TestFactory
  @Covers({"STR-10", "STR-11", "STR-12", "STR-13"})
  List<DynamicTest> unix_halfCloseable() {
    return sockets(Transport.UNIX);
  }

  private static List<DynamicTest> sockets(Transport transport) {
    return onRealSockets(
        StreamChecks.halfCloseable(
            transport::pair,
            () -> {
              StreamPair<SocketStream, SocketStream> pair = transport.pair();
              clog(pair.one());
              return pair;
            }));
  }

  private static StreamPair<
          StapledStream<SocketStream, SocketStream>, StapledStream<SocketStream, SocketStream>>
      stapled() throws Exception {
    StreamPair<SocketStream, SocketStream> there = Transport.UNIX.pair();
    StreamPair<SocketStream, SocketStream> back = Transport.UNIX.pair();
    return new StreamPair<>(
        new StapledStream<>(there.one(), back.one()),
        new StapledStream<>(back.other(), there.other()));
  }

  private static StreamPair<
          StapledStream<SocketStream, SocketStream>, StapledStream<SocketStream, SocketStream>>
      cloggedStapled() throws Exception {
    var pair = stapled();
    clog(pair.one());
    return pair;
  }

  /** A check that hangs fails at once: nothing else than the deadline is left to happen. */
  private static List<DynamicTest> inVirtualTime(List<StreamCheck> checks) {
    return checks.stream()
        .map(check ->
            dynamicTest(
                check.name(),
                () ->
                    Terzetto.run(
                        RunOptions.defaults()
                            .withClock(new MockClock().autojumpThreshold(Duration.ZERO)),
                        check)))
        .toList();
  }

  private static List<DynamicTest> onRealSockets(List<StreamCheck> checks) {
    return checks.stream()
        .map(check -> dynamicTest(check.name(), () -> Terzetto.run(check)))
        .toList();
  }
}
