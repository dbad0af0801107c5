package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** What remains of a registration that did not come about: nothing. */
class EpollRefusalTest extends EpollFixture {
  /** Registers, and then fails at the system call. */
  private static final class Refusing implements IoHandler, IoRegistration {
    private final Throwable failure;
    int registered;

    Refusing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      registered++;
      return this;
    }

    @Override
    public long submit(IoOps ops) {
      switch (failure) {
        case Error error -> throw error;
        case IOException e -> throw new UncheckedIOException(e);
        default -> throw (RuntimeException) failure;
      }
    }

    @Override
    public boolean cancel() {
      registered--;
      return true;
    }

    @Override
    public boolean isValid() {
      return registered > 0;
    }

    @Override
    public <T> T attachment() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int run(IoHandlerContext context) {
      return 0;
    }

    @Override
    public void wakeup() {}

    @Override
    public void destroy() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
      return true;
    }
  }

  private void assertRefused(Throwable failure, Class<? extends Throwable> expected) {
    Refusing netty = new Refusing(failure);
    EpollRegistration registration = new EpollRegistration(backend, 1, null, "refused");
    Throwable thrown = assertThrows(expected, () -> registration.enter(netty));
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
}
