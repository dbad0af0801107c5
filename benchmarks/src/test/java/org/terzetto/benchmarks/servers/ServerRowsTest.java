package org.terzetto.benchmarks.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Sample;
import org.terzetto.benchmarks.servers.ServerRows.Server;

/**
 * With real processes: small loads on our server, on the one that ours is closest to, and on the
 * one that is known by its name only.
 */
class ServerRowsTest {
  private static final List<String> OURS = Server.TERZETTO_NIO.command();
  private static final List<List<String>> SERVERS =
      List.of(OURS, Server.SELECTOR.command(), Server.KTOR.command());

  @Test
  void echo_ofManySmallMessages_isMeasured() throws IOException {
    for (List<String> server : SERVERS) {
      assertMeasures(server, new Load(20, 64, 1, false));
    }
  }

  /** More is under way than the sockets' buffers hold: both sides write in parts. */
  @Test
  void echo_ofLongMessages_isMeasured() throws IOException {
    for (List<String> server : SERVERS) {
      assertMeasures(server, new Load(2, 1 << 20, 4, false));
    }
  }

  @Test
  void idleConnections_areMeasured() throws IOException {
    try (IdleRacer racer = new IdleRacer(OURS, 200)) {
      assertEquals(0, racer.round().get(Metric.DIRECT));
    }
  }

  @Test
  void pattern_repeatsItself() {
    Pattern pattern = new Pattern();
    int place = 123_456;
    assertEquals(pattern.slice(place + 1000, 10), pattern.slice(place, 1010).slice(1000, 10));
    assertTrue(
        Stream.of(64, 16_384)
            .allMatch(n -> pattern.slice(0, n).mismatch(pattern.slice(n, n)) >= 0));
  }

  private static void assertMeasures(List<String> server, Load load) throws IOException {
    try (EchoRacer racer = new EchoRacer(server, load, 100)) {
      Sample sample = racer.round();
      assertTrue(sample.get(Metric.SERVER_CPU) > 0);
      assertTrue(sample.get(Metric.P99) >= sample.get(Metric.P50));
    }
  }
}
