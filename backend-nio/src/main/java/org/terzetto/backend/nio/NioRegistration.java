package org.terzetto.backend.nio;

import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.terzetto.spi.IoBackend.ReadinessSink;
import org.terzetto.spi.IoRegistration;

/**
 * One channel in a {@link NioBackend}.
 *
 * <p>A selector reports levels: as long as a channel is ready, again and again. The contract wants
 * one report per {@link #arm}. Two sets of operations bridge this: what is armed, and what the
 * selector looks at (its interest). Arming adds to the interest what is missing there; a report
 * disarms but leaves the interest as it is. So a task that reads again and again changes no
 * interest set, which would cost a system call each time. Only when a channel is ready for
 * something that nobody armed does the interest shrink.
 *
 * <p>All fields belong to the thread that holds the backend.
 */
final class NioRegistration implements IoRegistration {
  private static final int BOTH = READ | WRITE;

  private final NioBackend backend;
  private final SelectionKey key;
  private final Object attachment;

  /** Of the SPI: what to report at the next opportunity. */
  private int armed;

  /** Of the selector: what it looks at; a copy of the key's. */
  private int interestOps;

  /** Of the SPI: what this poll has found; zero between polls. */
  private int found;

  private boolean deregistered;

  NioRegistration(NioBackend backend, SelectionKey key, Object attachment) {
    this.backend = backend;
    this.key = key;
    this.attachment = attachment;
  }

  @Override
  public void arm(int interest) throws IOException {
    if (interest == 0 || (interest & ~BOTH) != 0) {
      throw new IllegalArgumentException("interest is " + interest + "; use READ, WRITE or both");
    }
    if (deregistered || !key.selector().isOpen()) {
      throw new IllegalStateException(channel() + " is not registered any more; register it again");
    }
    if (!key.isValid()) {
      throw new ClosedChannelException();
    }
    setInterest(interestOps | opsFor(interest));
    armed |= interest;
  }

  @Override
  public void deregister() {
    if (!deregistered) {
      deregistered = true;
      key.cancel();
      backend.forget(channel());
    }
  }

  int interestOps() {
    return interestOps;
  }

  /**
   * Takes in what the selector has found.
   *
   * @return true if this poll has something to report for this channel, for the first time
   */
  boolean find(int readyOps) {
    if (deregistered || found != 0) {
      return false;
    }
    int ready = kindsOf(readyOps);
    found = ready & armed;
    int unwanted = readyOps & ~opsOf(found);
    // A connection is made once. Were the interest kept, the selector would wake up for ever after
    // without telling for which key: the channel is writable, but has no connection pending.
    setInterest(interestOps & ~(unwanted | OP_CONNECT));
    return found != 0;
  }

  /** Hands over what was found, unless the channel was deregistered in between. */
  boolean report(ReadinessSink sink) {
    int ready = found;
    found = 0;
    armed &= ~ready;
    if (deregistered) {
      return false;
    }
    sink.ready(attachment, ready);
    return true;
  }

  /**
   * What the selector wakes up for without reporting it: a socket whose state changed after the
   * interest was set. Someone else finished connecting, or waits for data before that.
   *
   * @return operations to take as ready; zero for a key in good order
   */
  int missedOps() {
    if (!(channel() instanceof SocketChannel socket)) {
      return 0;
    }
    int meaningless = socket.isConnected() ? OP_CONNECT : OP_READ | OP_WRITE;
    return interestOps & meaningless;
  }

  private void setInterest(int ops) {
    if (ops == interestOps) {
      return;
    }
    try {
      key.interestOps(ops);
      interestOps = ops;
    } catch (CancelledKeyException e) {
      // Closed by someone else meanwhile. There is nothing left to look at; the next arm says so.
    }
  }

  private int opsFor(int interest) {
    int ops = 0;
    if ((interest & READ) != 0) {
      ops |= (channel().validOps() & OP_ACCEPT) != 0 ? OP_ACCEPT : OP_READ;
    }
    if ((interest & WRITE) != 0) {
      ops |= channel() instanceof SocketChannel s && !s.isConnected() ? OP_CONNECT : OP_WRITE;
    }
    return ops;
  }

  private static int kindsOf(int ops) {
    return ((ops & (OP_READ | OP_ACCEPT)) != 0 ? READ : 0)
        | ((ops & (OP_WRITE | OP_CONNECT)) != 0 ? WRITE : 0);
  }

  private static int opsOf(int kinds) {
    return ((kinds & READ) != 0 ? OP_READ | OP_ACCEPT : 0)
        | ((kinds & WRITE) != 0 ? OP_WRITE | OP_CONNECT : 0);
  }

  private SelectableChannel channel() {
    return key.channel();
  }
}
