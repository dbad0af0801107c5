package org.terzetto.backend.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.spi.IoBackend;

/** What a selector makes difficult; the rest is in the contract. */
class NioPollTest extends BackendFixture {
  @Test
  void interrupt_beforePoll_neitherEndsItNorSpins() throws IOException {
    Thread.currentThread().interrupt();
    long start = System.nanoTime();
    assertFalse(poll(A_WHILE));
    assertTrue(System.nanoTime() - start >= A_WHILE);
    assertFalse(Thread.interrupted(), "cleared, or each selection would return at once");
  }

  @Test
  void poll_sinkFails_theRestIsReportedNextTime() throws IOException {
    try (SocketPair one = SocketPair.open();
        SocketPair two = SocketPair.open()) {
      register(one.ours(), "a").arm(WRITE);
      register(two.ours(), "b").arm(WRITE);
      IllegalStateException failure = new IllegalStateException("planned");
      IoBackend.ReadinessSink failing =
          (attachment, ready) -> {
            report(attachment, ready);
            throw failure;
          };
      for (int i = 0; i < 2; i++) {
        try {
          backend.poll(FOREVER, failing);
        } catch (IllegalStateException e) {
          assertEquals(failure, e);
        }
      }
      assertEquals(List.of("a 2", "b 2"), taken().stream().sorted().toList());
      assertFalse(poll(0));
    }
  }
}
