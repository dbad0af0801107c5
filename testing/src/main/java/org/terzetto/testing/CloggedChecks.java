package org.terzetto.testing;

import java.util.List;
import org.terzetto.BrokenResourceException;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ClosedResourceException;
import org.terzetto.Nursery;
import org.terzetto.TaskBody;
import org.terzetto.io.ReceiveStream;
import org.terzetto.io.Resources;
import org.terzetto.io.SendStream;
import org.terzetto.sync.Event;

/** What holds for a sender that has to wait until the receiver takes something. */
final class CloggedChecks {
  private final StreamMaker<SendStream, ReceiveStream> maker;

  CloggedChecks(StreamMaker<SendStream, ReceiveStream> maker) {
    this.maker = maker;
  }

  List<StreamCheck> all() {
    return List.of(
        check("clogged: waiting to send ends when the receiver takes something", this::unclog),
        check("clogged: the later of two that send or wait to is busy", this::conflicts),
        check("clogged: closing the sender ends what waits on it", this::closeSender),
        check("clogged: closing the receiver ends what waits", this::closeReceiver),
        check("clogged: after a cancelled send it still closes", this::cancelledSend),
        check("clogged: a graceful close that is cancelled closes", this::cancelledClose));
  }

  private StreamCheck check(String name, ConnectionBody<SendStream, ReceiveStream> body) {
    return ConnectionBody.check(name, maker, body);
  }

  private static List<TaskBody> sends(SendStream sender) {
    return List.of(() -> sender.sendAll(new byte[] {1}), sender::waitSendAllMightNotBlock);
  }

  private void unclog(SendStream sender, ReceiveStream receiver) throws Exception {
    Event room = new Event();
    Nursery.run(nursery -> {
      nursery.startSoon(() -> {
        sender.waitSendAllMightNotBlock();
        room.set();
      });
      TaskProbe.waitAllTasksBlocked();
      Expect.that(!room.isSet(), "waitSendAllMightNotBlock did not wait");
      nursery.startSoon(() -> Expect.drained(receiver));
      room.await();
      nursery.cancelScope().cancel();
    });
  }

  private void conflicts(SendStream sender, ReceiveStream receiver) throws Exception {
    for (TaskBody first : sends(sender)) {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> scope.<Exception>run(s -> first.run()));
        TaskProbe.waitAllTasksBlocked();
        for (TaskBody second : sends(sender)) {
          Expect.raises(BusyResourceException.class, "sending while another task does", second);
        }
        scope.cancel();
      });
      Expect.that(scope.cancelledCaught(), "a send that waited was cancelled, and did not say so");
    }
  }

  private void closeSender(SendStream sender, ReceiveStream receiver) throws Exception {
    for (int i = 0; i < sends(sender).size(); i++) {
      int which = i;
      ConnectionBody.<SendStream, ReceiveStream>run(
          maker,
          (clogged, itsReceiver) ->
              Nursery.run(nursery -> {
                TaskBody send = sends(clogged).get(which);
                nursery.startSoon(() ->
                    Expect.raises(
                        ClosedResourceException.class, "what waited on a closed stream", send));
                TaskProbe.waitAllTasksBlocked();
                clogged.close();
              }));
    }
  }

  private void closeReceiver(SendStream sender, ReceiveStream receiver) throws Exception {
    Nursery.run(nursery -> {
      nursery.startSoon(() ->
          Expect.raises(
              BrokenResourceException.class,
              "sendAll, when the receiver was closed,",
              () -> sender.sendAll(new byte[] {1})));
      TaskProbe.waitAllTasksBlocked();
      receiver.close();
    });
    ConnectionBody.<SendStream, ReceiveStream>run(
        maker,
        (clogged, itsReceiver) ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> {
                try {
                  clogged.waitSendAllMightNotBlock();
                } catch (BrokenResourceException e) {
                  // It may leave that to sendAll.
                }
              });
              TaskProbe.waitAllTasksBlocked();
              itsReceiver.close();
            }));
  }

  private void cancelledSend(SendStream sender, ReceiveStream receiver) throws Exception {
    CancelScope scope = CancelScope.create();
    Nursery.run(nursery -> {
      nursery.startSoon(() -> scope.run(s -> sender.sendAll(new byte[] {1})));
      TaskProbe.waitAllTasksBlocked();
      scope.cancel();
    });
    Expect.that(scope.cancelledCaught(), "sendAll was cancelled and raised no Cancelled");
    Expect.checkpoints("closeForcefully", () -> Resources.closeForcefully(sender));
    Expect.raises(
        ClosedResourceException.class,
        "sending on a closed stream",
        () -> sender.sendAll(new byte[1]));
  }

  private void cancelledClose(SendStream sender, ReceiveStream receiver) throws Exception {
    Expect.isCancelled("closeGracefully", sender::closeGracefully);
    Expect.raises(
        ClosedResourceException.class,
        "sending on a closed stream",
        () -> sender.sendAll(new byte[1]));
  }
}
