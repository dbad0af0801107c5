package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import org.junit.jupiter.api.Test;

/** What remains of a registration that did not come about: nothing. */
class EpollRefusalTest extends EpollFixture {
  /** Registers, and then fails at the system call. */
  private static FakeNetty refusing(Throwable failure) {
    return new FakeNetty(() -> {
      switch (failure) {
        case Error error -> throw error;
        case IOException e -> throw new UncheckedIOException(e);
        default -> throw (RuntimeException) failure;
      }
    });
  }

  private void assertRefused(Throwable failure, Class<? extends Throwable> expected) {
    FakeNetty netty = refusing(failure);
    EpollRegistration registration = new EpollRegistration(backend, 1, null, "refused");
    Throwable thrown = assertThrows(expected, () -> registration.addToKernel(netty));
    assertEquals(0, netty.registered, "Netty keeps it");
    assertEquals(failure.getMessage(), thrown.getMessage());
    if (thrown != failure) {
      assertSame(failure, thrown.getCause());
    }
  }

  @Test
  void refusedByTheKernel_isForgottenAndSaysTheSystemsOwnText() {
    assertRefused(new IOException("No space left on device"), IOException.class);
  }

  @Test
  void failsOtherwise_isForgotten() {
    assertRefused(new IllegalStateException("broken"), IOException.class);
    assertRefused(new OutOfMemoryError("broken"), OutOfMemoryError.class);
  }

  /** Another thread may close a channel at any time, and its number may be another file's then. */
  @Test
  void channelIsClosedMeanwhile_isForgotten() throws IOException {
    Pipe pipe = Pipe.open();
    FakeNetty netty = new FakeNetty(() -> assertDoesNotThrow(pipe.source()::close));
    EpollRegistration registration = new EpollRegistration(backend, 1, pipe.source(), "closed");
    assertThrows(ClosedChannelException.class, () -> registration.addToKernel(netty));
    assertEquals(0, netty.registered, "the file of a stranger is watched");
    pipe.sink().close();
  }
}
