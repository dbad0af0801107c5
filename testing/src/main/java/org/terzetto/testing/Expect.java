package org.terzetto.testing;

import java.nio.ByteBuffer;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.TaskBody;
import org.terzetto.io.ReceiveStream;
import org.terzetto.io.SendStream;

/** What the stream checks expect, without a test framework. */
final class Expect {
  private Expect() {}

  static void that(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  static void raises(Class<? extends Exception> type, String what, TaskBody body)
      throws InterruptedException {
    try {
      body.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (type.isInstance(e)) {
        return;
      }
      throw new AssertionError(what + " raised something else than " + type.getSimpleName(), e);
    }
    throw new AssertionError(what + " raised no " + type.getSimpleName());
  }

  /** In a cancelled scope {@code body} is to be cancelled before it does anything. */
  static void isCancelled(String what, TaskBody body) throws Exception {
    CancelScope scope = CancelScope.create();
    scope.cancel();
    scope.<Exception>run(s -> body.run());
    that(scope.cancelledCaught(), what + " in a cancelled scope raised no Cancelled");
  }

  static void checkpoints(String what, TaskBody body) throws Exception {
    try {
      TaskProbe.assertCheckpoints(body);
    } catch (AssertionError e) {
      throw new AssertionError(what + ": " + e.getMessage(), e);
    }
  }

  /** Exactly these bytes come next. */
  static void received(ReceiveStream stream, int... expected) throws InterruptedException {
    for (int i = 0; i < expected.length; i++) {
      byte[] next = stream.receiveSome(1);
      that(next.length == 1, "received " + next.length + " bytes at byte " + i);
      that(next[0] == expected[i], "received " + next[0] + " at byte " + i);
    }
  }

  /** End of file comes next, whoever asks, and however often. */
  static void endOfFile(ReceiveStream stream) throws Exception {
    for (int i = 0; i < 2; i++) {
      checkpoints(
          "receiveSome at end of file",
          () -> that(stream.receiveSome(10).length == 0, "received bytes after end of file"));
      that(
          stream.receiveSome(ByteBuffer.allocate(1)) == -1,
          "receiveSome(ByteBuffer) did not return -1 at end of file");
    }
  }

  /** What may be received from a connection that broke. */
  static void endOfFileOrBroken(ReceiveStream stream) throws InterruptedException {
    try {
      that(stream.receiveSome(10).length == 0, "received bytes that were never sent");
    } catch (BrokenResourceException e) {
      // That is the other thing it may do.
    }
  }

  /** Takes all that comes, whatever the end. */
  static void drained(ReceiveStream stream) throws InterruptedException {
    try {
      while (stream.receiveSome().length > 0) {}
    } catch (BrokenResourceException e) {
      // The end, then.
    }
  }

  /** The other side has gone away: sooner or later, within 64 MiB, sending notices. */
  static void sendingBreaks(SendStream stream) throws InterruptedException {
    raises(
        BrokenResourceException.class,
        "sendAll to a closed receiver",
        () -> {
          for (int i = 0; i < 1024; i++) {
            stream.sendAll(new byte[65_536]);
          }
        });
  }
}
