package org.terzetto.backend.tck;

import static org.terzetto.backend.tck.Sentence.ALL;
import static org.terzetto.backend.tck.Sentence.REPORT;
import static org.terzetto.backend.tck.Sentence.STATISTICS;
import static org.terzetto.backend.tck.Sentence.UNARMED;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoRegistration;

/**
 * Thousands of handles. A datagram channel is the cheapest: one descriptor, always writable. Where
 * there is none, one end of a connection does it too.
 */
@Timeout(120)
abstract class CrowdsContract extends ContractSection {
  private static final int CROWD = 10_000;
  private static final int READY_AT_ONCE = 6_000;

  private final List<SelectableChannel> channels = new ArrayList<>();
  private final List<SocketPair> pairs = new ArrayList<>();
  private final List<IoRegistration> registrations = new ArrayList<>();

  @BeforeEach
  void checkNeeds() {
    needsChannels();
  }

  @AfterEach
  void closeChannels() throws IOException {
    for (SelectableChannel channel : channels) {
      channel.close();
    }
    for (SocketPair pair : pairs) {
      pair.close();
    }
  }

  private void gather(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SelectableChannel channel = openOrSkip(count);
      channels.add(channel);
      channel.configureBlocking(false);
      registrations.add(backend.register(channel, "c" + i));
    }
    requireEqual(count, backend.statistics().registered(), STATISTICS);
  }

  private SelectableChannel openOrSkip(int count) throws IOException {
    try {
      return openChannel();
    } catch (IOException e) {
      String opened = "after " + channels.size() + " of " + count + " channels: " + e.getMessage();
      needs(false, opened + "; raise the limit of open files (ulimit -n)");
      throw e;
    }
  }

  private SelectableChannel openChannel() throws IOException {
    try {
      return sockets().openDatagramChannel();
    } catch (UnsupportedOperationException e) {
      SocketPair pair = openPair();
      pairs.add(pair);
      return pair.ours();
    }
  }

  @Test
  void poll_thousandsReady_reportsAllAtOnce() throws IOException {
    gather(READY_AT_ONCE);
    for (IoRegistration registration : registrations) {
      registration.arm(WRITE);
    }
    require(pollPatiently(), REPORT, "thousands are writable, but nothing is reported");
    int reported = 0;
    for (int i = 0; i < READY_AT_ONCE; i++) {
      reported += taken("c" + i) == WRITE ? 1 : 0;
    }
    requireEqual(READY_AT_ONCE, reported, ALL);
    requireSilence(UNARMED, "everything was reported");
  }

  /** They were waited for once, and were ready; now nobody waits for them. */
  @Test
  void poll_thousandsReadyButNotArmed_hideNothing() throws IOException {
    try (SocketPair pair = openPair()) {
      gather(READY_AT_ONCE);
      for (IoRegistration registration : registrations) {
        registration.arm(WRITE);
      }
      require(pollPatiently(), REPORT, "thousands are writable, but nothing is reported");
      pair.send();
      backend.register(pair.ours(), "a").arm(READ);
      require(poll(0), ALL, "a mere look does not find it behind all those that are not armed");
      requireEqual(READ, taken("a"), ALL);
    }
  }

  @Test
  void poll_oneOfTenThousandReady_reportsIt() throws IOException {
    gather(CROWD);
    int chosen = CROWD / 2;
    if (channels.get(chosen) instanceof DatagramChannel receiver) {
      receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
    for (IoRegistration registration : registrations) {
      registration.arm(READ);
    }
    while (poll(0)) {} // what is spurious
    taken("c" + chosen);
    registrations.get(chosen).arm(READ);
    sendTo(chosen);
    awaitReport("c" + chosen, READ, REPORT);
    registrations.forEach(IoRegistration::deregister);
    requireEqual(0, backend.statistics().registered(), STATISTICS);
  }

  private void sendTo(int chosen) throws IOException {
    if (channels.get(chosen) instanceof DatagramChannel receiver) {
      try (DatagramChannel sender = sockets().openDatagramChannel()) {
        sender.send(ByteBuffer.allocate(1), receiver.getLocalAddress());
      }
    } else {
      pairs.get(chosen).send();
    }
  }
}
