package org.terzetto.backend.epoll;

import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.spi.IoBackend.ReadinessSink;
import org.terzetto.spi.IoRegistration;

/**
 * One handle in an {@link EpollBackend}.
 *
 * <p>The kernel is told once what we want to know, everything, and tells each change (an edge)
 * once. What comes while it is not armed is kept until it is, and then asked for again. So arming a
 * channel makes no system call, unless something came meanwhile. A descriptor is looked at anew
 * each time it is armed, since nobody need have tried anything on it; this also finds out when its
 * number has come to mean another file.
 *
 * <p>All fields belong to the thread that holds the backend.
 */
final class EpollRegistration implements IoRegistration, EpollIoHandle {
  private static final int BOTH = READ | WRITE;

  /** Not among Netty's constants; the same on every CPU. The kernel reports it unasked. */
  private static final int EPOLLHUP = 0x10;

  /** Nor this: urgent data. */
  private static final int EPOLLPRI = 0x2;

  private static final int RDHUP = EpollIoOps.EPOLLRDHUP.value();
  private static final int MEANS_BOTH = EpollIoOps.EPOLLERR.value() | EPOLLHUP;
  private static final int MEANS_READ = EpollIoOps.EPOLLIN.value() | RDHUP | MEANS_BOTH;
  private static final int MEANS_WRITE = EpollIoOps.EPOLLOUT.value() | MEANS_BOTH;

  private static final EpollIoOps EVERYTHING =
      EpollIoOps.EPOLLIN
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.valueOf(EPOLLPRI))
          .with(EpollIoOps.EPOLLET);

  private final EpollBackend backend;
  private final @Nullable SelectableChannel channel;
  private final Object attachment;
  private final FileDescriptor descriptor;
  private io.netty.channel.@Nullable IoRegistration inKernel;

  /** What to report as soon as it is ready. */
  private int armed;

  /** What has become ready since it was reported last. */
  private int ready;

  /**
   * A read that stops short may have left something: the end of the stream, or what is behind an
   * urgent byte.
   */
  private boolean stopsShort;

  private boolean queued;
  private boolean deregistered;

  EpollRegistration(
      EpollBackend backend, int number, @Nullable SelectableChannel channel, Object attachment) {
    this.backend = backend;
    this.channel = channel;
    this.attachment = attachment;
    this.descriptor = new FileDescriptor(number);
  }

  int number() {
    return descriptor.intValue();
  }

  /**
   * Puts it into the kernel's set, which makes the kernel tell what is ready already. If that
   * fails, in whatever way, Netty must forget it, too.
   */
  void addToKernel(IoHandler handler) throws IOException {
    boolean added = false;
    try {
      inKernel = handler.register(this);
      inKernel.submit(EVERYTHING);
      if (channel != null && !channel.isOpen()) {
        throw new ClosedChannelException(); // meanwhile: the number may have been somebody else's
      }
      added = true;
    } catch (UncheckedIOException e) {
      IOException cause = Objects.requireNonNull(e.getCause());
      throw new IOException(cause.getMessage(), cause);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!added) {
        removeFromKernel();
      }
    }
  }

  /** Takes it out of the kernel's set; it does no harm if the kernel has done so itself. */
  void removeFromKernel() {
    if (inKernel != null) {
      inKernel.cancel();
      inKernel = null;
    }
  }

  /** Whether the file is gone for which this was registered, though it was not deregistered. */
  boolean isLeftOver() {
    return channel != null ? !channel.isOpen() : !askKernel();
  }

  /** Makes the kernel tell what is ready, told before or not; false if it does not know us. */
  private boolean askKernel() {
    try {
      return inKernel != null && inKernel.submit(EVERYTHING) == EVERYTHING.value();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  @Override
  public void arm(int interest) throws IOException {
    if (interest == 0 || (interest & ~BOTH) != 0) {
      throw new IllegalArgumentException("interest is " + interest + "; use READ, WRITE or both");
    }
    if (deregistered || backend.isClosed()) {
      throw new IllegalStateException(this + " is not registered any more; register it again");
    }
    if (channel == null) {
      askWhateverFileItIs();
    } else if (!channel.isOpen()) {
      throw new ClosedChannelException();
    } else if ((ready & interest) != 0 || stopsShort) {
      askAnew(interest);
    }
    armed |= interest;
  }

  /**
   * What came while it was not armed may be over: the waiter has tried since. To ask is cheaper
   * than to wake a waiter for nothing.
   */
  private void askAnew(int interest) throws IOException {
    ready &= ~interest;
    if (!askKernel()) {
      throw new ClosedChannelException();
    }
  }

  private void askWhateverFileItIs() throws IOException {
    ready = 0;
    if (!askKernel()) {
      backend.enterAgain(this);
    }
  }

  @Override
  public void deregister() {
    if (!deregistered) {
      deregistered = true;
      backend.forget(this);
    }
  }

  private void reportIfDue() {
    if ((armed & ready) != 0 && !queued) {
      queued = true;
      backend.reportSoon(this);
    }
  }

  /** Hands over what is armed and ready, unless it was deregistered meanwhile. */
  boolean report(ReadinessSink sink) {
    queued = false;
    int kinds = armed & ready;
    if (deregistered || kinds == 0) {
      return false;
    }
    armed &= ~kinds;
    ready &= ~kinds;
    sink.ready(attachment, kinds);
    return true;
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  /** From Netty, for each event. */
  @Override
  public void handle(io.netty.channel.IoRegistration registration, IoEvent event) {
    int flags = ((EpollIoEvent) event).ops().value();
    ready |= ((flags & MEANS_READ) != 0 ? READ : 0) | ((flags & MEANS_WRITE) != 0 ? WRITE : 0);
    stopsShort |= channel != null && (flags & (RDHUP | EPOLLPRI)) != 0;
    reportIfDue();
  }

  /** Netty would close what we only borrow. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return channel != null ? channel.toString() : "descriptor " + number();
  }
}
