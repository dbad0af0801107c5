package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;
import org.terzetto.thread.ToThread;

/** Looking up names, with a resolver that takes its time. */
class HostsTest {
  @BeforeEach
  void prepareTheResolver() {
    TestResolver.reset();
  }

  @Test
  void resolve_whileTheResolverThinks_othersGoOn() throws Exception {
    List<InetAddress> found = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> found.addAll(Hosts.resolve("slow.held.test")));
          Terzetto.blocking(() -> TestResolver.asked.await());
          assertEquals(List.of(), found);
          TestResolver.answer.countDown();
        }));
    assertEquals(List.of("192.0.2.7"), found.stream().map(InetAddress::getHostAddress).toList());
  }

  @Test
  void resolve_unknown_throwsWhatTheResolverThrew() throws Exception {
    TestResolver.answer.countDown();
    Terzetto.run(() -> {
      var failure =
          assertThrows(UnknownHostException.class, () -> Hosts.resolve("unknown.held.test"));
      assertTrue(failure.getMessage().contains("unknown.held.test"), failure.getMessage());
    });
  }

  @Test
  @Covers({"THR-3", "THR-4"})
  void resolve_cancelled_endsAtOnceAndLeavesTheLookUpBehind() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        CancelScope scope = CancelScope.create();
        nursery.startSoon(() -> {
          Terzetto.blocking(() -> TestResolver.asked.await());
          scope.cancel();
        });
        scope.run(s -> Hosts.resolve("abandoned.held.test"));
        assertTrue(scope.cancelledCaught());
      });
      assertEquals(0, ToThread.activeCount());
      assertEquals(1, ToThread.defaultLimiter().borrowedTokens());
      TestResolver.answer.countDown();
      while (ToThread.defaultLimiter().borrowedTokens() > 0) {
        Checkpoints.checkpoint();
      }
    });
  }

  @Test
  void resolve_numeric_asksNobody() throws Exception {
    Terzetto.run(() ->
        TaskProbe.assertCheckpoints(
            () -> assertEquals(List.of(InetAddress.ofLiteral("::1")), Hosts.resolve("::1"))));
    assertEquals(1, TestResolver.asked.getCount());
  }
}
