package org.terzetto.testing.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: what a system keeps about a TCP socket.
 *
 * <p>A sender may be ahead of its reader by as much as its own send buffer and the reader's receive
 * buffer hold together. What the reader has taken becomes known to the sender one latency later.
 */
final class Endpoint {
  /** Where a connection is in its life. */
  enum State {
    CONNECTING,
    CONNECTED,
    FAILED,
    CLOSED
  }

  /** How long a host waits before it knocks again where the backlog was full. */
  private static final long KNOCK_AGAIN = Duration.ofSeconds(1).toNanos();

  private final SimulatedNetwork network;
  private final Host host;
  private final Link link;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final OptionValues options;
  private final Flow sent;
  private final Flow acknowledgements;
  private final ArrayDeque<ByteBuffer> received = new ArrayDeque<>();

  private State state = State.CONNECTING;
  private @Nullable Endpoint peer;
  private NetworkEvents.@Nullable Event connectTimeout;
  private Runnable onChange = () -> {};
  private String failure = "";
  private int receivedBytes;
  private int unacknowledged;
  private boolean endSent;
  private boolean endReceived;
  private boolean inputShut;

  Endpoint(
      SimulatedNetwork network,
      Host host,
      Link link,
      InetSocketAddress local,
      InetSocketAddress remote,
      OptionValues options) {
    this.network = network;
    this.host = host;
    this.link = link;
    this.local = local;
    this.remote = remote;
    this.options = options;
    this.sent = new Flow(link, host, this::losePatience);
    this.acknowledgements = new Flow(link, host, () -> {});
  }

  // ---- what the socket asks ---------------------------------------------------------------------

  State state() {
    return state;
  }

  InetSocketAddress local() {
    return local;
  }

  InetSocketAddress remote() {
    return remote;
  }

  OptionValues options() {
    return options;
  }

  @Nullable Endpoint peer() {
    return peer;
  }

  void onChange(Runnable callback) {
    onChange = callback;
  }

  boolean isReadable() {
    return state != State.CONNECTING
        && (receivedBytes > 0 || endReceived || inputShut || state == State.FAILED);
  }

  boolean isWritable() {
    return state == State.FAILED || (state == State.CONNECTED && (endSent || room() > 0));
  }

  boolean outputIsShut() {
    return endSent;
  }

  IOException connectFailure() {
    return new ConnectException(failure);
  }

  private int room() {
    Endpoint reader = peer;
    return reader == null
        ? 0
        : options.sendBuffer() + reader.options.receiveBuffer() - unacknowledged;
  }

  // ---- what the socket does ---------------------------------------------------------------------

  void connect() {
    NetworkEvents events = link.events();
    connectTimeout = events.at(link.patienceEnds(), link.newTie(), this::losePatience);
    knock();
  }

  private void knock() {
    network.trace(local, remote, "connect");
    sent.send(0, () -> link.peerOf(host).knocked(this));
  }

  int read(ByteBuffer destination) throws IOException {
    if (inputShut) {
      return -1;
    }
    int count = 0;
    while (receivedBytes > 0 && destination.hasRemaining()) {
      count += readOldest(destination);
    }
    if (count > 0) {
      acknowledge(count);
      return count;
    }
    if (destination.hasRemaining() && receivedBytes == 0) {
      requireUnbroken();
      return endReceived ? -1 : 0;
    }
    return 0;
  }

  private int readOldest(ByteBuffer destination) {
    ByteBuffer oldest = received.element();
    int count = Math.min(oldest.remaining(), destination.remaining());
    destination.put(destination.position(), oldest, oldest.position(), count);
    destination.position(destination.position() + count);
    oldest.position(oldest.position() + count);
    if (!oldest.hasRemaining()) {
      received.remove();
    }
    receivedBytes -= count;
    return count;
  }

  private void acknowledge(int count) {
    Endpoint sender = peer;
    if (sender != null) {
      acknowledgements.send(0, () -> sender.acknowledged(count));
    }
  }

  int write(ByteBuffer source) throws IOException {
    requireUnbroken();
    int count = Math.clamp(room(), 0, source.remaining());
    int left = count;
    while (left > 0 && state == State.CONNECTED) {
      int size = Math.min(left, link.packetSize());
      byte[] bytes = new byte[size];
      source.get(bytes);
      left -= size;
      send(bytes);
    }
    source.position(source.position() + left);
    return count;
  }

  private void send(byte[] bytes) {
    Endpoint reader = peer;
    if (reader == null) {
      throw new AssertionError("a connected end has a peer");
    }
    unacknowledged += bytes.length;
    network.trace(local, remote, bytes.length + " bytes");
    sent.send(bytes.length, () -> reader.dataArrived(ByteBuffer.wrap(bytes)));
    link.packetSent(this);
  }

  void shutDownOutput() {
    Endpoint reader = peer;
    if (!endSent && state == State.CONNECTED && reader != null) {
      endSent = true;
      network.trace(local, remote, "end");
      sent.send(0, reader::endArrived);
    }
  }

  void shutDownInput() {
    inputShut = true;
    acknowledge(receivedBytes);
    received.clear();
    receivedBytes = 0;
  }

  /** As a system does: in peace, unless bytes are left that nobody has read. */
  void close() {
    if (state == State.CONNECTED) {
      if (receivedBytes > 0 || options.resetsOnClose()) {
        reset();
      } else {
        shutDownOutput();
      }
    } else {
      sent.abandon();
    }
    finish(State.CLOSED);
    received.clear();
  }

  /** Ends the connection at once, and tells the peer. */
  void reset() {
    sent.abandon();
    sendReset();
    finish(State.CLOSED);
  }

  private void sendReset() {
    Endpoint other = peer;
    if (other != null) {
      network.trace(local, remote, "reset");
      sent.sendOnce(other::resetArrived);
    }
  }

  private void requireUnbroken() throws SocketException {
    if (state == State.FAILED) {
      throw new SocketException(failure);
    }
  }

  // ---- what comes from the network --------------------------------------------------------------

  /** The end at the host that was asked to connect. */
  Endpoint counterpart(OptionValues itsOptions) {
    return new Endpoint(
        network, link.peerOf(host), link, /* local= */ remote, /* remote= */ local, itsOptions);
  }

  boolean isRefusedByChance() {
    return link.refuses();
  }

  /** Nobody listens there. */
  void refuse(Endpoint client) {
    network.trace(local, remote, "refuse");
    sent.sendOnce(() -> client.fail("Connection refused"));
  }

  /** The other side's queue is full: our knocking was not heard. */
  void backlogIsFull() {
    link.events()
        .at(
            link.events().now() + KNOCK_AGAIN,
            link.newTie(),
            () -> {
              if (state == State.CONNECTING) {
                knock();
              }
            });
  }

  /** The listening side: answers a client, whom the listener gets to know one round trip later. */
  void answer(Endpoint client, Runnable whenEstablished) {
    peer = client;
    state = State.CONNECTED;
    network.trace(local, remote, "accept");
    sent.send(0, () -> client.answered(this, whenEstablished));
  }

  private void answered(Endpoint server, Runnable whenEstablished) {
    peer = server;
    if (state != State.CONNECTING) {
      sendReset();
      return;
    }
    stopConnectTimeout();
    state = State.CONNECTED;
    link.established(this);
    sent.send(0, whenEstablished);
    onChange.run();
  }

  private void dataArrived(ByteBuffer data) {
    if (state != State.CONNECTED) {
      sendReset();
    } else if (inputShut) {
      acknowledge(data.remaining());
    } else {
      received.add(data);
      receivedBytes += data.remaining();
      onChange.run();
    }
  }

  private void endArrived() {
    endReceived = true;
    onChange.run();
  }

  private void acknowledged(int count) {
    unacknowledged -= count;
    onChange.run();
  }

  void resetArrived() {
    fail("Connection reset");
  }

  private void fail(String message) {
    if (state == State.CONNECTING || state == State.CONNECTED) {
      failure = message;
      sent.abandon();
      finish(State.FAILED);
      onChange.run();
    }
  }

  /** A closed socket's farewell may not arrive either; then it is not sent again. */
  private void losePatience() {
    sent.abandon();
    fail("Connection timed out");
  }

  private void finish(State end) {
    state = end;
    stopConnectTimeout();
    Endpoint other = peer;
    if (other != null && other.isOver()) {
      link.ended(this);
      link.ended(other);
    }
  }

  private boolean isOver() {
    return state == State.FAILED || state == State.CLOSED;
  }

  private void stopConnectTimeout() {
    if (connectTimeout != null) {
      link.events().cancel(connectTimeout);
      connectTimeout = null;
    }
  }

  @Override
  public String toString() {
    return "%s at %s to %s, %s".formatted(host.name(), local, remote, state);
  }
}
