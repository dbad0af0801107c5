package org.terzetto.io;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How {@link Tcp#openTcpStream(String, int, ConnectOptions)} connects. Immutable: each {@code with}
 * method returns a changed copy.
 *
 * @param happyEyeballsDelay how long an attempt to reach one address may take before the next
 *     address is tried too; zero tries all at once, a very long one tries one after another
 * @param localAddress the address to connect from, or empty for the system's choice
 */
public record ConnectOptions(Duration happyEyeballsDelay, Optional<InetAddress> localAddress) {
  /** Checks. */
  public ConnectOptions {
    if (happyEyeballsDelay.isNegative()) {
      throw new IllegalArgumentException(
          "happyEyeballsDelay is " + happyEyeballsDelay + "; it must be zero or more");
    }
    Objects.requireNonNull(localAddress, "localAddress");
  }

  /**
   * The options of {@link Tcp#openTcpStream(String, int)}.
   *
   * @return a delay of 250 ms, as RFC 8305 recommends; no local address
   */
  public static ConnectOptions defaults() {
    return new ConnectOptions(Duration.ofMillis(250), Optional.empty());
  }

  /**
   * With another delay between attempts.
   *
   * @param delay how long an attempt may take before the next address is tried too
   * @return a copy
   * @throws IllegalArgumentException if negative
   */
  public ConnectOptions withHappyEyeballsDelay(Duration delay) {
    return new ConnectOptions(delay, localAddress);
  }

  /**
   * With an address to connect from. Addresses of the target that are of the other family fail.
   *
   * @param address one of this machine's addresses
   * @return a copy
   */
  public ConnectOptions withLocalAddress(InetAddress address) {
    return new ConnectOptions(happyEyeballsDelay, Optional.of(address));
  }
}
