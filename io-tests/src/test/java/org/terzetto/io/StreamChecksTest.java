package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.BrokenResourceException;
import org.terzetto.BusyResourceException;
import org.terzetto.Cancelled;
import org.terzetto.ClosedResourceException;
import org.terzetto.ExceptionGroup;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.TooSlowException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.LockstepStreams;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.StreamCheck;
import org.terzetto.testing.StreamChecks;
import org.terzetto.testing.StreamPair;

/** The kits find what is wrong with a stream. */
@Covers("TST-13")
class StreamChecksTest {
  /** Mistakes that streams have, and the check that is there for each. */
  enum Fault {
    LOSES_A_BYTE("bytes arrive in order, as few at a time as the receiver asks"),
    IGNORES_THE_POSITION("bytes arrive in order, as few at a time as the receiver asks"),
    ACCEPTS_NO_ROOM("arguments that make no sense are refused, and cost nothing"),
    SKIPS_THE_CHECKPOINT_FOR_NOTHING("sending nothing is legal and means nothing"),
    TAKES_NOTHING_FOR_EOF("sending nothing is legal and means nothing"),
    WAITS_WITHOUT_CHECKPOINT("every operation is a checkpoint"),
    SWALLOWS_CANCELLATION("an operation cancelled before it began did nothing"),
    ALLOWS_TWO_RECEIVES("the later of two receives is busy"),
    FORGETS_EOF("end of file follows the last byte, and stays"),
    NEVER_BREAKS("a receiver closed gracefully breaks the sender"),
    SENDS_WHEN_CLOSED("a closed sender says so"),
    RECEIVES_WHEN_CLOSED("a closed receiver says so"),
    WAKES_NOBODY_ON_CLOSE("closing the receiver ends its receive that waits"),
    CLOSES_WITHOUT_CHECKPOINT("closing again is no more than a checkpoint"),
    STAYS_OPEN_WHEN_CANCELLED("a graceful close that is cancelled closes all the same"),
    CLAIMS_ROOM("clogged: waiting to send ends when the receiver takes something"),
    ALLOWS_TWO_SENDS("clogged: the later of two that send or wait to is busy");

    final String check;

    Fault(String check) {
      this.check = check;
    }
  }

  @Test
  void kit_onASoundStream_findsNothing() throws Exception {
    assertEquals(List.of(), failures(pair -> pair));
  }

  @ParameterizedTest
  @EnumSource
  void kit_onAFaultyStream_findsTheFault(Fault fault) throws Exception {
    List<String> failures =
        failures(pair ->
            new StreamPair<>(
                new FaultySender(pair.one(), fault), new FaultyReceiver(pair.other(), fault)));
    assertTrue(failures.contains(fault.check), () -> fault + " only failed " + failures);
  }

  @Test
  void checks_haveNamesOfTheirOwn() {
    List<StreamCheck> checks =
        StreamChecks.halfCloseable(
            () -> {
              throw new AssertionError();
            },
            () -> {
              throw new AssertionError();
            });
    List<String> names = checks.stream().map(StreamCheck::name).toList();
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  @Test
  void check_withoutProgress_failsWhenItsTimeIsUp() throws Exception {
    StreamCheck hangs =
        StreamChecks.oneWay(
                () -> {
                  Terzetto.sleepForever();
                  throw new AssertionError();
                })
            .getFirst();
    AssertionError error = assertThrows(AssertionError.class, () -> inVirtualTime(hangs));
    assertInstanceOf(TooSlowException.class, error.getCause());
    assertTrue(error.getMessage().contains(hangs.name()));
  }

  private interface Spoiling {
    StreamPair<SendStream, ReceiveStream> spoil(StreamPair<SendStream, ReceiveStream> pair);
  }

  /** The names of the checks that fail. */
  private static List<String> failures(Spoiling spoiling) throws Exception {
    List<String> failures = new ArrayList<>();
    for (StreamCheck check :
        StreamChecks.oneWay(
            () -> spoiling.spoil(LockstepStreams.oneWayPair()),
            () -> spoiling.spoil(LockstepStreams.oneWayPair()))) {
      try {
        inVirtualTime(check);
      } catch (Throwable e) {
        failures.add(check.name());
      }
    }
    return failures;
  }

  private static void inVirtualTime(StreamCheck check) throws Exception {
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    Terzetto.run(RunOptions.defaults().withClock(clock), check);
  }

  private record FaultySender(SendStream sound, Fault fault) implements SendStream {
    @Override
    public void sendAll(ByteBuffer data) throws InterruptedException {
      switch (fault) {
        case LOSES_A_BYTE -> sound.sendAll(data.remaining() > 2 ? skip(data) : data);
        case IGNORES_THE_POSITION -> sound.sendAll(ByteBuffer.wrap(data.array()));
        case SKIPS_THE_CHECKPOINT_FOR_NOTHING -> {
          if (data.hasRemaining()) {
            sound.sendAll(data);
          }
        }
        case TAKES_NOTHING_FOR_EOF -> {
          if (!data.hasRemaining()) {
            close();
          }
          sound.sendAll(data);
        }
        case SWALLOWS_CANCELLATION -> {
          try {
            sound.sendAll(data);
          } catch (Cancelled e) {
            // Who cares?
          }
        }
        case NEVER_BREAKS -> {
          try {
            sound.sendAll(data);
          } catch (BrokenResourceException e) {
            // Who cares?
          }
        }
        case SENDS_WHEN_CLOSED -> {
          try {
            sound.sendAll(data);
          } catch (ClosedResourceException e) {
            // Who cares?
          }
        }
        case ALLOWS_TWO_SENDS -> {
          try {
            sound.sendAll(data);
          } catch (BusyResourceException e) {
            // Who cares?
          }
        }
        default -> sound.sendAll(data);
      }
    }

    private static ByteBuffer skip(ByteBuffer data) {
      return data.position(data.position() + 1);
    }

    @Override
    public void waitSendAllMightNotBlock() throws InterruptedException {
      switch (fault) {
        case WAITS_WITHOUT_CHECKPOINT -> {}
        case CLAIMS_ROOM -> Checkpoints.checkpoint();
        default -> sound.waitSendAllMightNotBlock();
      }
    }

    @Override
    public void closeGracefully() throws InterruptedException {
      switch (fault) {
        case CLOSES_WITHOUT_CHECKPOINT -> close();
        case STAYS_OPEN_WHEN_CANCELLED -> {
          Checkpoints.checkpoint();
          close();
        }
        default -> sound.closeGracefully();
      }
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  private static final class FaultyReceiver implements ReceiveStream {
    private final ReceiveStream sound;
    private final Fault fault;
    private boolean ended;

    FaultyReceiver(ReceiveStream sound, Fault fault) {
      this.sound = sound;
      this.fault = fault;
    }

    @Override
    public int receiveSome(ByteBuffer destination) throws InterruptedException {
      if (fault == Fault.ACCEPTS_NO_ROOM && !destination.hasRemaining()) {
        Checkpoints.checkpoint();
        return 0;
      }
      if (fault == Fault.FORGETS_EOF && ended) {
        Terzetto.sleepForever();
      }
      try {
        int count = sound.receiveSome(destination);
        ended = count < 0;
        return count;
      } catch (BusyResourceException e) {
        if (fault == Fault.ALLOWS_TWO_RECEIVES) {
          return -1;
        }
        throw e;
      } catch (ClosedResourceException e) {
        if (fault == Fault.RECEIVES_WHEN_CLOSED) {
          return -1;
        }
        throw e;
      }
    }

    @Override
    public void closeGracefully() throws InterruptedException {
      close();
      if (fault != Fault.CLOSES_WITHOUT_CHECKPOINT) {
        Checkpoints.checkpoint();
      }
    }

    @Override
    public void close() {
      if (fault != Fault.WAKES_NOBODY_ON_CLOSE) {
        sound.close();
      }
    }
  }

  @Test
  void failure_seenInAnotherTask_isTheChecksOwnAssertion() throws Exception {
    StreamCheck check =
        StreamChecks.oneWay(() ->
                new StreamPair<>(
                    new FaultySender(
                        LockstepStreams.oneWayPair().one(), Fault.SKIPS_THE_CHECKPOINT_FOR_NOTHING),
                    LockstepStreams.oneWayPair().other()))
            .stream()
            .filter(c -> c.name().equals(Fault.SKIPS_THE_CHECKPOINT_FOR_NOTHING.check))
            .findFirst()
            .orElseThrow();
    AssertionError error = assertThrows(AssertionError.class, () -> inVirtualTime(check));
    assertFalse(error.getMessage().isBlank());
    assertInstanceOf(ExceptionGroup.class, error.getCause());
  }
}
