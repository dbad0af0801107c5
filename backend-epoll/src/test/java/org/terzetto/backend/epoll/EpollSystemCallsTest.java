package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import io.netty.channel.IoEvent;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoOps;
import java.io.IOException;
import java.nio.channels.Pipe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a registration asks of the kernel, and when: each time costs a system call. */
class EpollSystemCallsTest extends EpollFixture {
  private final FakeNetty netty = new FakeNetty(() -> {});
  private Pipe pipe;

  @BeforeEach
  void openPipe() throws IOException {
    pipe = Pipe.open();
  }

  @AfterEach
  void closePipe() throws IOException {
    pipe.source().close();
    pipe.sink().close();
  }

  private EpollRegistration entered() throws IOException {
    EpollRegistration registration = new EpollRegistration(backend, 1, pipe.source(), "a");
    registration.addToKernel(netty);
    assertEquals(1, netty.systemCalls);
    return registration;
  }

  private void tell(EpollRegistration registration, EpollIoOps what) {
    IoEvent event = (EpollIoEvent) () -> what;
    registration.handle(netty, event);
    registration.report((attachment, ready) -> {});
  }

  @Test
  void arm_beforeItIsReady_asksNothingAgainAndAgain() throws IOException {
    EpollRegistration registration = entered();
    for (int i = 0; i < 3; i++) {
      registration.arm(READ);
      registration.arm(WRITE);
      tell(registration, EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT));
    }
    assertEquals(1, netty.systemCalls);
  }

  @Test
  void arm_readyMeanwhile_asksOnceForThatDirectionOnly() throws IOException {
    EpollRegistration registration = entered();
    tell(registration, EpollIoOps.EPOLLOUT);
    registration.arm(READ);
    assertEquals(1, netty.systemCalls);
    registration.arm(WRITE);
    assertEquals(2, netty.systemCalls);
    registration.arm(WRITE);
    assertEquals(2, netty.systemCalls);
  }
}
