package org.terzetto.io;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * The resolver of this JVM, found through the service loader: the system's, but for the names under
 * {@code .held.test}, whose look-ups last as long as a test wants.
 */
public final class TestResolver extends InetAddressResolverProvider {
  static volatile CountDownLatch asked = new CountDownLatch(1);
  static volatile CountDownLatch answer = new CountDownLatch(1);

  /** For the service loader. */
  public TestResolver() {}

  /** Prepares for one look-up. */
  static void reset() {
    asked = new CountDownLatch(1);
    answer = new CountDownLatch(1);
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver system = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return host.endsWith(".held.test") ? held(host) : system.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
      }
    };
  }

  private static Stream<InetAddress> held(String host) throws UnknownHostException {
    asked.countDown();
    try {
      answer.await();
    } catch (InterruptedException e) {
      throw new AssertionError("a look-up cannot be interrupted", e);
    }
    if (host.startsWith("unknown")) {
      throw new UnknownHostException(host);
    }
    return Stream.of(InetAddress.ofLiteral("192.0.2.7"));
  }

  @Override
  public String name() {
    return "the tests' resolver";
  }
}
