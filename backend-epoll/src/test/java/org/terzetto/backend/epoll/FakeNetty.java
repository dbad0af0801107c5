package org.terzetto.backend.epoll;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/** Stands for Netty and the kernel: counts, and says yes to everything that does not fail. */
final class FakeNetty implements IoHandler, IoRegistration {
  private final Runnable systemCall;
  int registered;
  int systemCalls;

  FakeNetty(Runnable systemCall) {
    this.systemCall = systemCall;
  }

  @Override
  public IoRegistration register(IoHandle handle) {
    registered++;
    return this;
  }

  @Override
  public long submit(IoOps ops) {
    systemCalls++;
    systemCall.run();
    return ((EpollIoOps) ops).value();
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
