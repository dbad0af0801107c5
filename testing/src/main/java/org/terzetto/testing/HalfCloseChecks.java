package org.terzetto.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ClosedResourceException;
import org.terzetto.Nursery;
import org.terzetto.TaskBody;
import org.terzetto.io.HalfCloseableStream;

/** What holds when the sending half is ended by itself. */
final class HalfCloseChecks {
  private final StreamMaker<HalfCloseableStream, HalfCloseableStream> maker;
  private final Optional<StreamMaker<HalfCloseableStream, HalfCloseableStream>> cloggedMaker;

  HalfCloseChecks(
      StreamMaker<HalfCloseableStream, HalfCloseableStream> maker,
      Optional<StreamMaker<HalfCloseableStream, HalfCloseableStream>> cloggedMaker) {
    this.maker = maker;
    this.cloggedMaker = cloggedMaker;
  }

  List<StreamCheck> all() {
    List<StreamCheck> checks = new ArrayList<>();
    checks.add(
        ConnectionBody.check(
            "sendEof ends one direction and leaves the other", maker, this::oneDirection));
    checks.add(
        ConnectionBody.check("after sendEof, sending says closed", maker, this::nothingMore));
    cloggedMaker.ifPresent(clogged ->
        checks.add(
            ConnectionBody.check(
                "clogged: sendEof while another task sends is busy", clogged, this::conflict)));
    return checks;
  }

  private void oneDirection(HalfCloseableStream one, HalfCloseableStream other)
      throws InterruptedException {
    sendsAndEnds(one, other);
    sendsAndEnds(other, one);
  }

  private static void sendsAndEnds(HalfCloseableStream from, HalfCloseableStream to)
      throws InterruptedException {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> {
        from.sendAll(new byte[] {1, 2});
        Expect.checkpoints("sendEof", from::sendEof);
      });
      Expect.received(to, 1, 2);
      Expect.endOfFile(to);
    });
  }

  private void nothingMore(HalfCloseableStream one, HalfCloseableStream other) throws Exception {
    one.sendEof();
    for (TaskBody send :
        List.<TaskBody>of(
            () -> one.sendAll(new byte[1]),
            () -> one.sendAll(new byte[0]),
            one::waitSendAllMightNotBlock)) {
      Expect.raises(ClosedResourceException.class, "sending after sendEof", send);
    }
    Expect.checkpoints("sendEof again", one::sendEof);
    Expect.endOfFile(other);
  }

  private void conflict(HalfCloseableStream clogged, HalfCloseableStream other)
      throws InterruptedException {
    for (TaskBody send :
        List.<TaskBody>of(
            () -> clogged.sendAll(new byte[] {1}), clogged::waitSendAllMightNotBlock)) {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> scope.<Exception>run(s -> send.run()));
        TaskProbe.waitAllTasksBlocked();
        Expect.raises(
            BusyResourceException.class, "sendEof while another task sends", clogged::sendEof);
        scope.cancel();
      });
    }
  }
}
