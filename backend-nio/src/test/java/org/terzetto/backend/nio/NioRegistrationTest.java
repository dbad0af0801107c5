package org.terzetto.backend.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackend.Capability;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.spi.IoRegistration;

/** Registering, taking out, and channels that are closed meanwhile. */
class NioRegistrationTest extends BackendFixture {
  @Test
  void provider_isNamedForTheClassPathAndAlwaysAvailable() throws IOException {
    String services = "/META-INF/services/" + IoBackendProvider.class.getName();
    try (InputStream file = NioBackendProvider.class.getResourceAsStream(services)) {
      assertEquals(
          NioBackendProvider.class.getName(), new String(file.readAllBytes(), UTF_8).strip());
    }
    IoBackendProvider provider = new NioBackendProvider();
    assertEquals("nio", provider.name());
    assertEquals(0, provider.priority());
    assertEquals(Optional.empty(), provider.unavailableBecause());
    try (IoBackend opened = provider.open()) {
      assertEquals(Set.of(Capability.CHANNELS), opened.capabilities());
    }
  }

  @Test
  void statistics_countRegistrations() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      assertEquals(new IoBackend.Statistics("nio", 1), backend.statistics());
      a.deregister();
      a.deregister();
      assertEquals(new IoBackend.Statistics("nio", 0), backend.statistics());
    }
  }

  @Test
  void register_whatItCannotTake_isRefused() throws IOException {
    assertThrows(IllegalArgumentException.class, () -> backend.register(7, "descriptor"));
    try (SocketPair pair = SocketPair.open()) {
      assertThrows(IllegalArgumentException.class, () -> register(pair.peer(), "blocking"));
      register(pair.ours(), "a");
      assertThrows(IllegalArgumentException.class, () -> register(pair.ours(), "twice"));
      pair.peer().configureBlocking(false);
      pair.peer().close();
      assertThrows(ClosedChannelException.class, () -> register(pair.peer(), "closed"));
    }
    assertEquals(1, backend.statistics().registered());
  }

  @Test
  void register_againBeforeTheOldKeyIsFlushed_works() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      pair.send();
      for (int i = 0; i < 3; i++) {
        IoRegistration a = register(pair.ours(), "a" + i);
        a.arm(READ);
        a.deregister();
      }
      register(pair.ours(), "last").arm(READ);
      assertTrue(poll(FOREVER));
      assertEquals(List.of("last 1"), taken());
    }
  }

  @Test
  void deregister_whileArmedAndReady_reportsNothing() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      a.arm(READ | WRITE);
      a.deregister();
      assertFalse(poll(A_WHILE));
      assertEquals(List.of(), taken());
      assertThrows(IllegalStateException.class, () -> a.arm(READ));
    }
  }

  @Test
  void deregister_fromTheSink_silencesThePollUnderWay() throws IOException {
    try (SocketPair one = SocketPair.open();
        SocketPair two = SocketPair.open()) {
      List<IoRegistration> both = new ArrayList<>();
      both.add(register(one.ours(), "first"));
      both.add(register(two.ours(), "second"));
      both.get(0).arm(WRITE);
      both.get(1).arm(WRITE);
      int[] calls = {0};
      backend.poll(
          FOREVER,
          (attachment, ready) -> {
            calls[0]++;
            both.forEach(IoRegistration::deregister);
          });
      assertEquals(1, calls[0]);
      assertFalse(poll(0));
    }
  }

  @Test
  void sink_registersAndArms_isAllowed() throws IOException {
    try (SocketPair one = SocketPair.open();
        SocketPair two = SocketPair.open()) {
      IoRegistration a = register(one.ours(), "a");
      a.arm(WRITE);
      IoRegistration stale = register(two.ours(), "stale");
      backend.poll(
          FOREVER,
          (attachment, ready) -> {
            try {
              stale.deregister();
              register(two.ours(), "b").arm(WRITE);
              a.arm(WRITE);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 2", "b 2"), taken().stream().sorted().toList());
    }
  }

  @Test
  void channel_closedBehindOurBack_armFailsAndPollGoesOn() throws IOException {
    try (SocketPair one = SocketPair.open();
        SocketPair two = SocketPair.open()) {
      IoRegistration a = register(one.ours(), "a");
      IoRegistration b = register(two.ours(), "b");
      a.arm(READ);
      b.arm(READ);
      one.ours().close();
      two.send();
      assertTrue(poll(FOREVER));
      assertEquals(List.of("b 1"), taken());
      assertThrows(ClosedChannelException.class, () -> a.arm(READ));
      assertThrows(ClosedChannelException.class, () -> a.arm(WRITE));
      a.deregister();
      assertEquals(1, backend.statistics().registered());
    }
  }

  @Test
  void channel_closedByAnotherThreadDuringPolls_nothingBreaks() throws Exception {
    for (int i = 0; i < 500; i++) {
      try (SocketPair pair = SocketPair.open()) {
        IoRegistration a = register(pair.ours(), "a");
        a.arm(READ);
        Thread closer =
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    pair.send();
                    pair.ours().close();
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  } finally {
                    backend.wakeup();
                  }
                });
        poll(FOREVER);
        closer.join();
        a.deregister();
        poll(0);
      }
    }
    assertEquals(0, backend.statistics().registered());
  }

  @Test
  void listener_deregisteredAndClosed_itsPortIsFreeAtOnce() throws IOException {
    ServerSocketChannel server = SocketPair.listen();
    SocketAddress address = server.getLocalAddress();
    for (int i = 0; i < 20; i++) {
      server.configureBlocking(false);
      IoRegistration a = register(server, "server");
      a.arm(READ);
      poll(0);
      a.deregister();
      server.close();
      server = ServerSocketChannel.open().bind(address);
    }
    server.close();
  }

  @Test
  void socket_deregisteredAndClosed_peerSeesTheEndAtOnce() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      a.arm(READ);
      poll(0);
      a.deregister();
      pair.ours().close();
      SocketChannel peer = pair.peer();
      assertEquals(-1, peer.read(ByteBuffer.allocate(1)));
    }
  }
}
