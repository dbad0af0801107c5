package org.terzetto.backend.tck;

import static org.terzetto.backend.tck.Sentence.ALL;
import static org.terzetto.backend.tck.Sentence.ANY_READINESS;
import static org.terzetto.backend.tck.Sentence.ARM_CLOSED;
import static org.terzetto.backend.tck.Sentence.BOTH;
import static org.terzetto.backend.tck.Sentence.CLOSE;
import static org.terzetto.backend.tck.Sentence.CLOSED_MEANWHILE;
import static org.terzetto.backend.tck.Sentence.DEREGISTERED;
import static org.terzetto.backend.tck.Sentence.HANDLES;
import static org.terzetto.backend.tck.Sentence.HANDLE_CLOSED;
import static org.terzetto.backend.tck.Sentence.NEW_FILE;
import static org.terzetto.backend.tck.Sentence.REGISTER_AGAIN;
import static org.terzetto.backend.tck.Sentence.REPORT;
import static org.terzetto.backend.tck.Sentence.STATISTICS;
import static org.terzetto.backend.tck.Sentence.UNARMED;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoBackend.Capability;
import org.terzetto.spi.IoRegistration;

/** Raw descriptors: both ends of pipes, which can hang up and be closed behind our back. */
@Timeout(60)
abstract class DescriptorsContract extends ContractSection {
  private static final int ROUNDS = 3000;

  private final List<RawPipe> pipes = new ArrayList<>();

  @BeforeEach
  void checkNeeds() {
    needs(
        backend.capabilities().contains(Capability.DESCRIPTORS),
        "this backend takes no descriptors");
  }

  @AfterEach
  void closePipes() {
    pipes.forEach(RawPipe::close);
  }

  private RawPipe openPipe() throws IOException {
    RawPipe pipe = new RawPipe();
    pipes.add(pipe);
    return pipe;
  }

  @Test
  void pipe_bothEnds_areReported() throws IOException {
    RawPipe pipe = openPipe();
    IoRegistration reader = backend.register(pipe.out(), "reader");
    IoRegistration writer = backend.register(pipe.in(), "writer");
    awaitQuiet(reader, READ);
    writer.arm(WRITE);
    awaitReport("writer", WRITE, REPORT);
    pipe.send();
    awaitReport("reader", READ, REPORT);
    Assertions.assertEquals(1, pipe.drain());
    awaitQuiet(reader, READ);
  }

  @Test
  void pipe_full_isReportedOnceThereIsRoom() throws IOException {
    RawPipe pipe = openPipe();
    IoRegistration writer = backend.register(pipe.in(), "writer");
    pipe.clog();
    awaitQuiet(writer, WRITE);
    pipe.drain();
    awaitReport("writer", WRITE, REPORT);
  }

  @Test
  void pipe_notArmed_isNotReported() throws IOException {
    RawPipe pipe = openPipe();
    IoRegistration reader = backend.register(pipe.out(), "reader");
    pipe.send();
    requireSilence(UNARMED, "a pipe is not armed yet");
    reader.arm(READ);
    awaitReport("reader", READ, REPORT);
    pipe.send();
    requireSilence(UNARMED, "a pipe was reported, and not armed again");
  }

  /** A process that ended, for one, stays so. */
  @Test
  void arm_readyAsBefore_isReportedAgainWithoutAnAttempt() throws IOException {
    RawPipe pipe = openPipe();
    IoRegistration reader = backend.register(pipe.out(), "reader");
    pipe.send();
    for (int i = 0; i < 3; i++) {
      reader.arm(READ);
      awaitReport("reader", READ, ANY_READINESS);
    }
  }

  @Test
  void arm_racingWithTheWriter_losesNothing() throws Exception {
    RawPipe pipe = openPipe();
    IoRegistration reader = backend.register(pipe.out(), "reader");
    Semaphore wanted = new Semaphore(0);
    Background writer = Background.start(() -> sendSoon(ROUNDS, wanted, pipe::send));
    for (int i = 0; i < ROUNDS; i++) {
      wanted.release();
      receive(pipe::drain, reader, REPORT);
    }
    writer.join();
  }

  @Test
  void pipe_writerGone_isReportedForReading() throws IOException {
    RawPipe pipe = openPipe();
    IoRegistration reader = backend.register(pipe.out(), "reader");
    awaitQuiet(reader, READ);
    pipe.closeIn();
    awaitReport("reader", READ, BOTH);
  }

  /** It is full, so that only the error can end the wait. */
  @Test
  void pipe_readerGone_isReportedForWriting() throws IOException {
    RawPipe pipe = openPipe();
    IoRegistration writer = backend.register(pipe.in(), "writer");
    pipe.clog();
    awaitQuiet(writer, WRITE);
    pipe.closeOut();
    awaitReport("writer", WRITE, BOTH);
    Assertions.assertThrows(IOException.class, pipe::send);
  }

  @Test
  void register_whatIsNoDescriptor_isRefused() throws IOException {
    RawPipe pipe = openPipe();
    requireThrows(IllegalArgumentException.class, () -> backend.register(-1, "a"), HANDLES);
    IoRegistration reader = backend.register(pipe.out(), "reader");
    requireThrows(
        IllegalArgumentException.class, () -> backend.register(pipe.out(), "twice"), HANDLES);
    pipe.closeIn();
    requireThrows(IOException.class, () -> backend.register(pipe.in(), "closed"), HANDLE_CLOSED);
    requireThrows(
        IOException.class, () -> backend.register(Integer.MAX_VALUE, "none"), HANDLE_CLOSED);
    requireEqual(1, backend.statistics().registered(), STATISTICS);
    reader.arm(READ);
    awaitReport("reader", READ, BOTH);
  }

  @Test
  void deregister_armedAndReady_isSilentAndCanBeRegisteredAgain() throws IOException {
    RawPipe pipe = openPipe();
    pipe.send();
    IoRegistration first = backend.register(pipe.out(), "first");
    first.arm(READ);
    first.deregister();
    requireSilence(DEREGISTERED, "a descriptor was deregistered");
    backend.register(pipe.out(), "second").arm(READ);
    awaitReport("second", READ, REGISTER_AGAIN);
    requireEqual(1, backend.statistics().registered(), STATISTICS);
  }

  @Test
  void descriptor_closedWhileArmed_othersAreStillReported() throws IOException {
    RawPipe one = openPipe();
    RawPipe two = openPipe();
    IoRegistration a = backend.register(one.out(), "a");
    IoRegistration b = backend.register(two.out(), "b");
    a.arm(READ);
    b.arm(READ);
    one.closeOut();
    two.send();
    awaitReport("b", READ, CLOSED_MEANWHILE);
    requireThrows(IOException.class, () -> a.arm(READ), ARM_CLOSED);
    a.deregister();
    requireEqual(1, backend.statistics().registered(), STATISTICS);
  }

  @Test
  void descriptor_closedAndReplaced_armingMeansTheNewFile() throws IOException {
    RawPipe old = openPipe();
    IoRegistration registration = backend.register(old.out(), "number");
    awaitQuiet(registration, READ);
    RawPipe fresh = openPipe();
    old.becomeOut(fresh.out());
    awaitQuiet(registration, READ);
    fresh.send();
    awaitReport("number", READ, NEW_FILE);
    fresh.drain();
    awaitQuiet(registration, READ);
    registration.deregister();
    requireEqual(0, backend.statistics().registered(), STATISTICS);
  }

  @Test
  void descriptor_closedAndFoundOut_thenReplaced_armingMeansTheNewFile() throws IOException {
    RawPipe old = openPipe();
    old.moveOutUp();
    IoRegistration registration = backend.register(old.out(), "number");
    old.closeOut();
    requireThrows(IOException.class, () -> registration.arm(READ), ARM_CLOSED);
    requireThrows(IOException.class, () -> registration.arm(READ), ARM_CLOSED);
    RawPipe fresh = openPipe();
    old.becomeOut(fresh.out());
    awaitQuiet(registration, READ);
    fresh.send();
    awaitReport("number", READ, NEW_FILE);
    registration.deregister();
    requireEqual(0, backend.statistics().registered(), STATISTICS);
  }

  @Test
  void poll_hundredsReady_reportsAllAtOnce() throws IOException {
    int count = 400;
    for (int i = 0; i < count; i++) {
      backend.register(openPipe().in(), "p" + i).arm(WRITE);
    }
    require(pollPatiently(), REPORT, "hundreds of pipes are writable, but none is reported");
    for (int i = 0; i < count; i++) {
      requireEqual(WRITE, taken("p" + i), ALL);
    }
  }

  @Test
  void close_leavesTheDescriptorsOpen() throws IOException {
    RawPipe pipe = openPipe();
    backend.register(pipe.out(), "reader").arm(READ);
    poll(0);
    backend.close();
    pipe.send();
    require(pipe.drain() == 1, CLOSE, "it closed a descriptor");
  }
}
