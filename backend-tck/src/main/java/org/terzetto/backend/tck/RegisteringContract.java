package org.terzetto.backend.tck;

import static org.terzetto.backend.tck.Sentence.ARM_GONE;
import static org.terzetto.backend.tck.Sentence.ATTACHMENT;
import static org.terzetto.backend.tck.Sentence.DEREGISTERED;
import static org.terzetto.backend.tck.Sentence.DEREGISTER_AGAIN;
import static org.terzetto.backend.tck.Sentence.HANDLES;
import static org.terzetto.backend.tck.Sentence.HANDLE_CLOSED;
import static org.terzetto.backend.tck.Sentence.INTEREST;
import static org.terzetto.backend.tck.Sentence.REGISTER_AGAIN;
import static org.terzetto.backend.tck.Sentence.RELEASED;
import static org.terzetto.backend.tck.Sentence.REPORT;
import static org.terzetto.backend.tck.Sentence.STATISTICS;
import static org.terzetto.backend.tck.Sentence.THREADS;
import static org.terzetto.backend.tck.Sentence.UNARMED;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoBackend.Capability;
import org.terzetto.spi.IoRegistration;

/** Taking handles in and out. */
@Timeout(60)
abstract class RegisteringContract extends ContractSection {
  @BeforeEach
  void checkNeeds() {
    needsChannels();
  }

  @Test
  void register_withoutArming_reportsNothing() throws IOException {
    try (SocketPair pair = openPair()) {
      backend.register(pair.ours(), "a");
      pair.send();
      requireSilence(UNARMED, "a channel is readable and writable, and was never armed");
    }
  }

  @Test
  void register_twoHandles_eachIsReportedByItsAttachment() throws IOException {
    try (SocketPair one = openPair();
        SocketPair two = openPair()) {
      IoRegistration a = backend.register(one.ours(), "a");
      IoRegistration b = backend.register(two.ours(), "b");
      a.arm(WRITE);
      awaitReport("a", WRITE, ATTACHMENT);
      b.arm(WRITE);
      awaitReport("b", WRITE, ATTACHMENT);
    }
  }

  @Test
  void register_somethingElse_isRefused() {
    requireThrows(
        IllegalArgumentException.class, () -> backend.register(new Object(), "a"), HANDLES);
    if (!backend.capabilities().contains(Capability.DESCRIPTORS)) {
      requireThrows(IllegalArgumentException.class, () -> backend.register(0, "a"), HANDLES);
    }
  }

  @Test
  void register_blockingChannel_isRefused() throws IOException {
    try (SocketChannel blocking = sockets().openSocketChannel()) {
      requireThrows(IllegalArgumentException.class, () -> backend.register(blocking, "a"), HANDLES);
    }
  }

  @Test
  void register_twice_isRefusedAndTheFirstStays() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      requireThrows(
          IllegalArgumentException.class, () -> backend.register(pair.ours(), "b"), HANDLES);
      requireEqual(1, backend.statistics().registered(), STATISTICS);
      a.arm(WRITE);
      awaitReport("a", WRITE, REPORT);
    }
  }

  @Test
  void register_closedChannel_isRefused() throws IOException {
    try (SocketPair pair = openPair()) {
      pair.ours().close();
      requireThrows(IOException.class, () -> backend.register(pair.ours(), "a"), HANDLE_CLOSED);
      requireEqual(0, backend.statistics().registered(), STATISTICS);
    }
  }

  @Test
  void arm_wrongInterest_isRefused() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      for (int interest : new int[] {0, 4, READ | 8, -1}) {
        requireThrows(IllegalArgumentException.class, () -> a.arm(interest), INTEREST);
      }
    }
  }

  @Test
  void deregister_armedAndReady_reportsNothing() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      a.arm(READ | WRITE);
      pair.send();
      a.deregister();
      requireSilence(DEREGISTERED, "a channel was deregistered");
      requireThrows(IllegalStateException.class, () -> a.arm(READ), ARM_GONE);
    }
  }

  @Test
  void deregister_byTheSink_silencesThePollUnderWay() throws IOException {
    try (SocketPair one = openPair();
        SocketPair two = openPair()) {
      List<IoRegistration> both = new ArrayList<>();
      both.add(backend.register(one.ours(), "a"));
      both.add(backend.register(two.ours(), "b"));
      both.get(0).arm(WRITE);
      both.get(1).arm(WRITE);
      int[] calls = {0};
      backend.poll(
          contract().patience().toNanos(),
          (attachment, ready) -> {
            calls[0]++;
            both.forEach(IoRegistration::deregister);
          });
      requireEqual(1, calls[0], DEREGISTERED);
      requireSilence(DEREGISTERED, "both channels were deregistered");
    }
  }

  @Test
  void deregister_twiceAndAfterTheChannelClosed_countsOnce() throws IOException {
    try (SocketPair one = openPair();
        SocketPair two = openPair()) {
      IoRegistration a = backend.register(one.ours(), "a");
      IoRegistration b = backend.register(two.ours(), "b");
      requireEqual(2, backend.statistics().registered(), STATISTICS);
      one.ours().close();
      a.deregister();
      a.deregister();
      requireEqual(1, backend.statistics().registered(), DEREGISTER_AGAIN);
      b.arm(WRITE);
      awaitReport("b", WRITE, DEREGISTER_AGAIN);
      b.deregister();
      requireEqual(0, backend.statistics().registered(), STATISTICS);
    }
  }

  @Test
  void register_afterDeregistering_startsAnew() throws IOException {
    try (SocketPair pair = openPair()) {
      pair.send();
      for (int i = 0; i < 3; i++) {
        IoRegistration a = backend.register(pair.ours(), "a" + i);
        a.arm(READ);
        a.deregister();
      }
      backend.register(pair.ours(), "last").arm(READ);
      awaitReport("last", READ, REGISTER_AGAIN);
      requireEqual(0, taken("a0") | taken("a1") | taken("a2"), DEREGISTERED);
    }
  }

  @Test
  void deregister_thenCloseListener_itsAddressIsFree() throws IOException {
    ServerSocketChannel server = listen();
    SocketAddress address = server.getLocalAddress();
    for (int i = 0; i < 20; i++) {
      server.configureBlocking(false);
      IoRegistration a = backend.register(server, "server");
      a.arm(READ);
      poll(0);
      a.deregister();
      server.close();
      server = openAgain(address);
    }
    server.close();
  }

  private ServerSocketChannel openAgain(SocketAddress address) throws IOException {
    ServerSocketChannel server = sockets().openServerSocketChannel();
    try {
      return server.bind(address);
    } catch (IOException e) {
      server.close();
      throw new AssertionError(RELEASED.brokenBecause("the address is not free: " + e), e);
    }
  }

  @Test
  void deregister_thenCloseSocket_peerSeesTheEnd() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      a.arm(READ);
      poll(0);
      a.deregister();
      pair.ours().close();
      pair.peer().configureBlocking(false);
      long start = System.nanoTime();
      while (pair.peer().read(ByteBuffer.allocate(1)) == 0) {
        boolean early = System.nanoTime() - start < contract().patience().toNanos();
        require(early, RELEASED, "the peer does not see the end");
        contract().letNetworkAct();
      }
    }
  }

  @Test
  void calls_fromOneThreadAfterAnother_work() throws Exception {
    needsPeersWithThreads();
    try (SocketPair pair = openPair()) {
      List<IoRegistration> made = new ArrayList<>();
      Background.start(() -> made.add(backend.register(pair.ours(), "a"))).join();
      Background.start(() -> made.getFirst().arm(READ)).join();
      pair.send();
      awaitReport("a", READ, THREADS);
      pair.drain();
      Background.start(() -> receiveAnother(pair, made.getFirst())).join();
      Background.start(() -> made.getFirst().deregister()).join();
      requireSilence(THREADS, "another thread deregistered the channel");
    }
  }

  private void receiveAnother(SocketPair pair, IoRegistration registration) throws IOException {
    pair.send();
    receive(pair::drain, registration, THREADS);
  }
}
