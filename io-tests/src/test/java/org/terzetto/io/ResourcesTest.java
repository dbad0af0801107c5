package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** {@link Resources} and {@link StapledStream}. */
@Timeout(60)
class ResourcesTest {
  private final List<String> log = new ArrayList<>();

  /** Writes down what is done to it; a proper end fails if asked to. */
  private class Recorder implements SendStream, ReceiveStream {
    private final String name;
    boolean failing;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void sendAll(ByteBuffer data) throws InterruptedException {
      log.add(name + " sends " + data.remaining());
      Checkpoints.checkpoint();
    }

    @Override
    public void waitSendAllMightNotBlock() throws InterruptedException {
      log.add(name + " waits");
      Checkpoints.checkpoint();
    }

    @Override
    public int receiveSome(ByteBuffer destination) throws InterruptedException {
      log.add(name + " receives");
      Checkpoints.checkpoint();
      return -1;
    }

    @Override
    public void closeGracefully() throws InterruptedException {
      log.add(name + " ends");
      Checkpoints.checkpoint();
      if (failing) {
        throw new BrokenResourceException(name + " fails");
      }
    }

    @Override
    public void close() {
      log.add(name + " closes");
    }
  }

  private class HalfCloseableRecorder extends Recorder implements HalfCloseableStream {
    HalfCloseableRecorder(String name) {
      super(name);
    }

    @Override
    public void sendEof() throws InterruptedException {
      log.add("end of file");
      Checkpoints.checkpoint();
    }
  }

  @Test
  void use_normally_closesGracefullyAfterwards() throws Exception {
    Terzetto.run(() -> {
      Resources.use(new Recorder("r"), r -> log.add("body"));
      assertEquals("value", Resources.call(new Recorder("s"), s -> "value"));
    });
    assertEquals(List.of("body", "r ends", "s ends"), log);
  }

  @Test
  void use_bothFail_theBodysFailureWinsAndKeepsTheOther() throws Exception {
    Recorder recorder = new Recorder("r");
    recorder.failing = true;
    IOException failure = new IOException("body");
    Terzetto.run(() -> {
      IOException thrown =
          assertThrows(
              IOException.class,
              () ->
                  Resources.use(
                      recorder,
                      r -> {
                        throw failure;
                      }));
      assertSame(failure, thrown);
      assertEquals("r fails", thrown.getSuppressed()[0].getMessage());
      assertThrows(BrokenResourceException.class, () -> Resources.use(recorder, r -> {}));
    });
  }

  @Test
  void use_cancelled_stillCloses() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(s ->
          Resources.use(
              new Recorder("r"),
              r -> {
                scope.cancel();
                Checkpoints.checkpoint();
              }));
      assertTrue(scope.cancelledCaught());
    });
    assertEquals(List.of("r ends"), log);
  }

  @Test
  @Covers("STR-12")
  void closeForcefully_closesInACancelledScope() throws Exception {
    Terzetto.run(() -> {
      SendStream sleepy =
          new Recorder("r") {
            @Override
            public void closeGracefully() throws InterruptedException {
              try {
                Terzetto.sleepForever();
              } finally {
                close();
              }
            }
          };
      TaskProbe.assertCheckpoints(() -> Resources.closeForcefully(sleepy));
    });
    assertEquals(List.of("r closes"), log);
  }

  @Test
  @Covers("STR-14")
  void stapled_delegatesEachDirection() throws Exception {
    Terzetto.run(() -> {
      Recorder sender = new Recorder("sender");
      Recorder receiver = new Recorder("receiver");
      StapledStream<Recorder, Recorder> both = new StapledStream<>(sender, receiver);
      assertSame(sender, both.sendStream());
      assertSame(receiver, both.receiveStream());
      both.sendAll(new byte[3]);
      both.waitSendAllMightNotBlock();
      assertEquals(-1, both.receiveSome(ByteBuffer.allocate(1)));
      assertEquals(0, both.receiveSome(5).length);
      both.close();
    });
    assertEquals(
        List.of(
            "sender sends 3",
            "sender waits",
            "receiver receives",
            "receiver receives",
            "sender closes",
            "receiver closes"),
        log);
  }

  @Test
  @Covers("STR-14")
  void stapled_sendEof_asTheSenderCan() throws Exception {
    Terzetto.run(() -> {
      Recorder receiver = new Recorder("receiver");
      new StapledStream<>(new HalfCloseableRecorder("sender"), receiver).sendEof();
      new StapledStream<>(new Recorder("sender"), receiver).sendEof();
    });
    assertEquals(List.of("end of file", "sender ends"), log);
  }

  @Test
  @Covers("STR-14")
  void stapled_closeGracefully_closesBothThoughTheFirstFails() throws Exception {
    Recorder sender = new Recorder("sender");
    Recorder receiver = new Recorder("receiver");
    sender.failing = true;
    receiver.failing = true;
    Terzetto.run(() -> {
      StapledStream<Recorder, Recorder> both = new StapledStream<>(sender, receiver);
      BrokenResourceException e =
          assertThrows(BrokenResourceException.class, both::closeGracefully);
      assertEquals("sender fails", e.getMessage());
      assertEquals("receiver fails", e.getSuppressed()[0].getMessage());
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s -> assertThrows(Cancelled.class, both::closeGracefully));
    });
    assertEquals(List.of("sender ends", "receiver ends", "sender ends", "receiver ends"), log);
  }
}
