package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.testing.Covers;

/** What the run relies on, for each backend that works here, without a run. */
@Timeout(60)
class BackendTest {
  static Stream<IoBackendProvider> backends() {
    return ServiceLoader.load(IoBackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.unavailableBecause().isEmpty());
  }

  private static boolean poll(IoBackend backend, long nanos) throws Exception {
    return backend.poll(nanos, (attachment, ready) -> {});
  }

  @ParameterizedTest
  @MethodSource("backends")
  @Covers("IOW-10")
  void wakeup_fromManyThreads_coalescesAndIsNeverLost(IoBackendProvider provider) throws Exception {
    try (IoBackend backend = provider.open()) {
      AtomicInteger posted = new AtomicInteger();
      List<Thread> posters = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        posters.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = 0; i < 1000; i++) {
                    posted.incrementAndGet();
                    backend.wakeup();
                  }
                }));
      }
      while (posted.get() < 4000) {
        assertTrue(poll(backend, Long.MAX_VALUE));
      }
      for (Thread poster : posters) {
        poster.join();
      }
      poll(backend, 0);
      assertFalse(poll(backend, 0), "several wake-ups, one return");
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  @Covers("IOW-11")
  void poll_returnsFalseOnlyWhenTheTimeIsOver(IoBackendProvider provider) throws Exception {
    try (IoBackend backend = provider.open()) {
      for (long nanos : new long[] {0, 1, 300_000, 1_000_000, 2_500_000}) {
        long start = System.nanoTime();
        assertFalse(poll(backend, nanos));
        assertTrue(System.nanoTime() - start >= nanos);
        backend.wakeup();
        assertTrue(poll(backend, nanos));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  @Covers("IOW-12")
  void poll_thousandsReady_deliversAllInOnePass(IoBackendProvider provider) throws Exception {
    List<Pipe> pipes = new ArrayList<>();
    try (IoBackend backend = provider.open()) {
      for (int i = 0; i < 2500; i++) {
        Pipe pipe = Pipe.open();
        pipes.add(pipe);
        pipe.sink().configureBlocking(false);
        backend.register(pipe.sink(), i).arm(IoBackend.WRITE);
      }
      List<Object> reported = new ArrayList<>();
      assertTrue(backend.poll(Long.MAX_VALUE, (attachment, ready) -> reported.add(attachment)));
      assertEquals(2500, reported.stream().distinct().count());
    } finally {
      for (Pipe pipe : pipes) {
        pipe.sink().close();
        pipe.source().close();
      }
    }
  }
}
