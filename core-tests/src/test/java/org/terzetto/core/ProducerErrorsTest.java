package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.BrokenResourceException;
import org.terzetto.BusyResourceException;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.channel.Producer;
import org.terzetto.testing.Covers;

/** Failures and cancellation of producers, and of those who take from them. */
@Covers("CHN-15")
class ProducerErrorsTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void loneError_ofTheProducer_comesOutAsItIs() throws Exception {
    Terzetto.run(() -> {
      IOException failure = new IOException("as expected");
      Producer<Integer> failing =
          out -> {
            out.emit(1);
            throw failure;
          };
      assertSame(
          failure,
          assertThrows(
              IOException.class,
              () ->
                  failing.run(channel -> {
                    channel.forEach(value -> log.add("took " + value));
                    log.add("took it for the end");
                  })));
      assertEquals(List.of("took 1"), log);
    });
  }

  @Test
  void loneError_ofTheConsumer_comesOutAsItIs() throws Exception {
    Terzetto.run(() -> {
      IOException failure = new IOException("as expected");
      assertSame(
          failure,
          assertThrows(
              IOException.class,
              () ->
                  new CountingProducer(5, log)
                      .run(channel -> {
                        channel.receive();
                        throw failure;
                      })));
      assertEquals(List.of("begins", "makes 1", "cleans up"), log);

      AssertionError error = new AssertionError("an error");
      assertSame(
          error,
          assertThrows(
              AssertionError.class,
              () ->
                  new CountingProducer(5, log)
                      .run(channel -> {
                        throw error;
                      })));
    });
  }

  @Test
  void loneError_thatIsAGroupItself_isNotTakenApart() throws Exception {
    Terzetto.run(() -> {
      ExceptionGroup failure = new ExceptionGroup("mine", List.of(new ArithmeticException()));
      assertSame(
          failure,
          assertThrows(
              ExceptionGroup.class,
              () ->
                  new CountingProducer(5, log)
                      .run(channel -> {
                        throw failure;
                      })));
    });
  }

  @Test
  void errors_ofBoth_comeOutAsAGroup() throws Exception {
    Terzetto.run(() -> {
      Producer<Integer> failing =
          out -> {
            try {
              out.emit(1);
            } catch (Cancelled e) {
              throw new IOException("in the cleanup", e);
            }
          };
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  failing.run(channel -> {
                    channel.receive();
                    throw new ArithmeticException("in the block");
                  }));
      assertEquals(2, group.exceptions().size());
      assertInstanceOf(ArithmeticException.class, group.exceptions().get(0));
      assertInstanceOf(IOException.class, group.exceptions().get(1));
    });
  }

  @Test
  void cancelledFromOutside_endsBoth() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        Blocked.start(
            nursery,
            () ->
                new CountingProducer(5, log)
                    .run(channel -> {
                      channel.receive();
                      Terzetto.sleepForever();
                    }));
        nursery.cancelScope().cancel();
      });
      assertEquals(List.of("begins", "makes 1", "cleans up"), log);
    });
  }

  /** The error wins over the cancellation, as it would without a producer. */
  @Test
  void cancelledFromOutside_cleanupThatFails_comesOutAsItIs() throws Exception {
    Terzetto.run(() -> {
      Producer<Integer> failing =
          out -> {
            try {
              out.emit(1);
            } catch (Cancelled e) {
              throw new ArithmeticException("in the cleanup");
            }
          };
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery -> {
                    Blocked.start(
                        nursery,
                        () ->
                            failing.run(channel -> {
                              channel.receive();
                              Terzetto.sleepForever();
                            }));
                    nursery.cancelScope().cancel();
                  }));
      assertEquals(1, group.exceptions().size());
      assertInstanceOf(ArithmeticException.class, group.exceptions().get(0));
    });
  }

  /** The failure does not look like the end of the values, not even under a shield. */
  @Test
  void producerThatFails_whileTheConsumerIsShielded_stillEndsTheReceive() throws Exception {
    Terzetto.run(() -> {
      Producer<Integer> failing =
          out -> {
            throw new IOException("as expected");
          };
      assertThrows(
          IOException.class,
          () ->
              failing.run(channel ->
                  Shield.run(() -> assertThrows(BrokenResourceException.class, channel::receive))));
    });
  }

  @Test
  void emit_fromTwoTasksAtOnce_isBusyResource() throws Exception {
    Terzetto.run(() -> {
      Producer<Integer> busy =
          out ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> out.emit(1));
                nursery.startSoon(() -> out.emit(1));
              });
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  busy.run(channel -> {
                    channel.receive();
                    Terzetto.sleepForever();
                  }));
      assertInstanceOf(BusyResourceException.class, group.exceptions().get(0));
    });
  }
}
