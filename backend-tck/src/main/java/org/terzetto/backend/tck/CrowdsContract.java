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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoRegistration;

/** Thousands of handles. A datagram channel is the cheapest: one descriptor, always writable. */
@Timeout(120)
abstract class CrowdsContract extends ContractSection {
  private static final int CROWD = 10_000;
  private static final int READY_AT_ONCE = 6_000;

  private final List<DatagramChannel> channels = new ArrayList<>();
  private final List<IoRegistration> registrations = new ArrayList<>();

  @BeforeEach
  void checkNeeds() {
    needsChannels();
  }

  @AfterEach
  void closeChannels() throws IOException {
    for (DatagramChannel channel : channels) {
      channel.close();
    }
  }

  private void gather(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      DatagramChannel channel = openOrSkip(count);
      channels.add(channel);
      channel.configureBlocking(false);
      registrations.add(backend.register(channel, "c" + i));
    }
    requireEqual(count, backend.statistics().registered(), STATISTICS);
  }

  private DatagramChannel openOrSkip(int count) throws IOException {
    try {
      return DatagramChannel.open();
    } catch (IOException e) {
      String opened = "after " + channels.size() + " of " + count + " channels: " + e.getMessage();
      needs(false, opened + "; raise the limit of open files (ulimit -n)");
      throw e;
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

  @Test
  void poll_oneOfTenThousandReady_reportsIt() throws IOException {
    gather(CROWD);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int chosen = CROWD / 2;
    channels.get(chosen).bind(new InetSocketAddress(loopback, 0));
    for (IoRegistration registration : registrations) {
      registration.arm(READ);
    }
    while (poll(0)) {} // what is spurious
    taken("c" + chosen);
    registrations.get(chosen).arm(READ);
    try (DatagramChannel sender = DatagramChannel.open()) {
      sender.send(ByteBuffer.allocate(1), channels.get(chosen).getLocalAddress());
    }
    awaitReport("c" + chosen, READ, REPORT);
    registrations.forEach(IoRegistration::deregister);
    requireEqual(0, backend.statistics().registered(), STATISTICS);
  }
}
