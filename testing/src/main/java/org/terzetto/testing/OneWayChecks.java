package org.terzetto.testing;

import java.nio.ByteBuffer;
import java.util.List;
import org.terzetto.BrokenResourceException;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ClosedResourceException;
import org.terzetto.Nursery;
import org.terzetto.TaskBody;
import org.terzetto.io.AsyncResource;
import org.terzetto.io.ReceiveStream;
import org.terzetto.io.Resources;
import org.terzetto.io.SendStream;

/**
 * What holds for a sender and a receiver. Whatever may wait for the other side, closing included,
 * has somebody who receives meanwhile: a connection need not have a buffer.
 */
final class OneWayChecks {
  private final StreamMaker<SendStream, ReceiveStream> maker;

  OneWayChecks(StreamMaker<SendStream, ReceiveStream> maker) {
    this.maker = maker;
  }

  List<StreamCheck> all() {
    return List.of(
        check("bytes arrive in order, as few at a time as the receiver asks", this::transfer),
        check("arguments that make no sense are refused, and cost nothing", this::badArguments),
        check("sending nothing is legal and means nothing", this::sendNothing),
        check("every operation is a checkpoint", this::checkpoints),
        check("an operation cancelled before it began did nothing", this::cancelledBefore),
        check("a receive that is cancelled while it waits loses nothing", this::cancelledReceive),
        check("the later of two receives is busy", this::receiveTwice),
        check("end of file follows the last byte, and stays", this::endOfFile),
        check("closing the sender ends a receive that waits", this::closeSenderWhileReceiving),
        check("a sender closed forcefully gives end of file or broken", this::forcefulSender),
        check(
            "a receiver closed gracefully breaks the sender", gone(AsyncResource::closeGracefully)),
        check("a receiver closed forcefully breaks the sender", gone(Resources::closeForcefully)),
        check("a closed sender says so", this::closedSender),
        check("a closed receiver says so", this::closedReceiver),
        check("closing the receiver ends its receive that waits", waking(AsyncResource::close)),
        check(
            "closing the receiver gracefully ends its receive that waits",
            waking(AsyncResource::closeGracefully)),
        check("closing again is no more than a checkpoint", this::closeAgain),
        check("closing forcefully closes, and is a checkpoint", this::closeForcefully),
        check("a graceful close that is cancelled closes all the same", this::cancelledClose));
  }

  private StreamCheck check(String name, ConnectionBody<SendStream, ReceiveStream> body) {
    return ConnectionBody.check(name, maker, body);
  }

  private void transfer(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      ByteBuffer data = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 4, 5, 9}).position(1).limit(6);
      nursery.startSoon(() -> {
        sender.sendAll(data);
        Expect.that(!data.hasRemaining(), "sendAll left the buffer's position behind its limit");
        sender.sendAll(new byte[] {6});
      });
      for (byte next = 1; next <= 4; next++) {
        byte[] received = receiver.receiveSome(1);
        Expect.that(
            received.length == 1 && received[0] == next,
            "receiveSome(1) did not give byte " + next);
      }
      ByteBuffer room = ByteBuffer.allocate(4).position(1).limit(2);
      Expect.that(receiver.receiveSome(room) == 1, "receiveSome did not return what it received");
      Expect.that(room.position() == 2 && room.limit() == 2, "receiveSome left the buffer wrong");
      Expect.that(room.get(1) == 5, "receiveSome did not put the byte where the position was");
      byte[] last = receiver.receiveSome();
      Expect.that(last.length == 1 && last[0] == 6, "the second send did not arrive");
    });
  }

  private void badArguments(SendStream sender, ReceiveStream receiver) throws Exception {
    for (TaskBody receive :
        List.<TaskBody>of(
            () -> receiver.receiveSome(0),
            () -> receiver.receiveSome(-1),
            () -> receiver.receiveSome(ByteBuffer.allocate(0)),
            () -> receiver.receiveSome(ByteBuffer.allocate(1).asReadOnlyBuffer()))) {
      Expect.raises(IllegalArgumentException.class, "receiving without room", receive);
    }
    works(sender, receiver);
  }

  private void sendNothing(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> {
        Expect.checkpoints("sendAll of nothing", () -> sender.sendAll(new byte[0]));
        sender.sendAll(ByteBuffer.allocate(0));
        sender.sendAll(new byte[] {1});
      });
      Expect.received(receiver, 1);
    });
  }

  private void checkpoints(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> {
        Expect.checkpoints("waitSendAllMightNotBlock", sender::waitSendAllMightNotBlock);
        Expect.checkpoints("sendAll", () -> sender.sendAll(new byte[] {1}));
      });
      Expect.checkpoints("receiveSome", () -> Expect.received(receiver, 1));
    });
    Nursery.run(nursery -> {
      nursery.startSoon(
          () -> Expect.checkpoints("the sender's closeGracefully", sender::closeGracefully));
      Expect.endOfFile(receiver);
    });
    Expect.checkpoints("the receiver's closeGracefully", receiver::closeGracefully);
  }

  private void cancelledBefore(SendStream sender, ReceiveStream receiver) throws Exception {
    Expect.isCancelled("sendAll", () -> sender.sendAll(new byte[] {8}));
    Expect.isCancelled("waitSendAllMightNotBlock", sender::waitSendAllMightNotBlock);
    Nursery.run(nursery -> {
      nursery.startSoon(() -> sender.sendAll(new byte[] {1}));
      TaskProbe.waitAllTasksBlocked(); // with a buffer, the byte is there
      Expect.isCancelled("receiveSome", () -> receiver.receiveSome(1));
      Expect.received(receiver, 1);
    });
    Nursery.run(nursery -> {
      nursery.startSoon(sender::closeGracefully);
      Expect.endOfFile(receiver);
    });
  }

  private void cancelledReceive(SendStream sender, ReceiveStream receiver) throws Exception {
    CancelScope scope = CancelScope.create();
    Nursery.run(nursery -> {
      nursery.startSoon(() -> scope.run(s -> receiver.receiveSome(1)));
      TaskProbe.waitAllTasksBlocked();
      scope.cancel();
    });
    Expect.that(scope.cancelledCaught(), "receiveSome was cancelled and raised no Cancelled");
    works(sender, receiver);
  }

  private void receiveTwice(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> Expect.received(receiver, 1));
      TaskProbe.waitAllTasksBlocked();
      Expect.raises(
          BusyResourceException.class, "a second receiveSome", () -> receiver.receiveSome(1));
      sender.sendAll(new byte[] {1});
    });
    works(sender, receiver);
  }

  private void endOfFile(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> {
        sender.sendAll(new byte[] {1, 2, 3});
        sender.closeGracefully();
      });
      Expect.received(receiver, 1, 2, 3);
      Expect.endOfFile(receiver);
    });
  }

  private void closeSenderWhileReceiving(SendStream sender, ReceiveStream receiver)
      throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> Expect.endOfFile(receiver));
      TaskProbe.waitAllTasksBlocked();
      sender.closeGracefully();
    });
  }

  private void forcefulSender(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> Expect.endOfFileOrBroken(receiver));
      TaskProbe.waitAllTasksBlocked();
      sender.close();
    });
    Expect.endOfFileOrBroken(receiver);
  }

  private static ConnectionBody<SendStream, ReceiveStream> gone(Closing closing) {
    return (sender, receiver) -> {
      closing.close(receiver);
      Expect.sendingBreaks(sender);
      Expect.raises(
          BrokenResourceException.class,
          "sendAll, once broken,",
          () -> sender.sendAll(new byte[] {1}));
      try {
        sender.waitSendAllMightNotBlock();
      } catch (BrokenResourceException e) {
        // It may leave that to sendAll.
      }
    };
  }

  private void closedSender(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> Expect.drained(receiver));
      sender.closeGracefully();
    });
    saysClosed(sender);
    ConnectionBody.<SendStream, ReceiveStream>run(
        maker,
        (other, itsReceiver) -> {
          other.close();
          saysClosed(other);
        });
  }

  private static void saysClosed(SendStream sender) throws InterruptedException {
    for (TaskBody send :
        List.<TaskBody>of(
            () -> sender.sendAll(new byte[1]),
            () -> sender.sendAll(new byte[0]),
            sender::waitSendAllMightNotBlock)) {
      Expect.raises(ClosedResourceException.class, "sending on a closed stream", send);
    }
  }

  private void closedReceiver(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> {
        try {
          sender.sendAll(new byte[] {1});
        } catch (BrokenResourceException e) {
          // Nobody received it.
        }
      });
      TaskProbe.waitAllTasksBlocked();
      receiver.close();
      for (int i = 0; i < 2; i++) {
        Expect.raises(
            ClosedResourceException.class, "a closed receiver", () -> receiver.receiveSome(1));
      }
    });
  }

  private static ConnectionBody<SendStream, ReceiveStream> waking(Closing closing) {
    return (sender, receiver) ->
        Nursery.run(nursery -> {
          nursery.startSoon(() ->
              Expect.raises(
                  ClosedResourceException.class,
                  "receiveSome, when its stream was closed,",
                  () -> receiver.receiveSome(1)));
          TaskProbe.waitAllTasksBlocked();
          closing.close(receiver);
        });
  }

  private void closeAgain(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> Expect.drained(receiver));
      sender.closeGracefully();
    });
    receiver.closeGracefully();
    for (AsyncResource end : List.of(sender, receiver)) {
      TaskProbe.assertNoCheckpoints(end::close);
      Expect.checkpoints("closeGracefully on a closed stream", end::closeGracefully);
    }
  }

  private void closeForcefully(SendStream sender, ReceiveStream receiver) throws Exception {
    Expect.checkpoints("closeForcefully", () -> Resources.closeForcefully(sender));
    Expect.checkpoints("closeForcefully", () -> Resources.closeForcefully(receiver));
    areClosed(sender, receiver);
  }

  private void cancelledClose(SendStream sender, ReceiveStream receiver) throws Exception {
    Expect.isCancelled("closeGracefully", sender::closeGracefully);
    Expect.isCancelled("closeGracefully", receiver::closeGracefully);
    areClosed(sender, receiver);
  }

  private static void areClosed(SendStream sender, ReceiveStream receiver)
      throws InterruptedException {
    saysClosed(sender);
    Expect.raises(
        ClosedResourceException.class, "a closed receiver", () -> receiver.receiveSome(1));
  }

  private static void works(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> sender.sendAll(new byte[] {7}));
      Expect.received(receiver, 7);
    });
  }

  @FunctionalInterface
  private interface Closing {
    void close(AsyncResource resource) throws InterruptedException;
  }
}
