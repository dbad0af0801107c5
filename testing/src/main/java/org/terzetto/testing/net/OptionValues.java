package org.terzetto.testing.net;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The options of one socket. The buffer sizes and the linger time have an effect. */
final class OptionValues {
  private static final Map<SocketOption<?>, Object> DEFAULTS =
      Map.of(
          StandardSocketOptions.SO_SNDBUF,
          65_536,
          StandardSocketOptions.SO_RCVBUF,
          65_536,
          StandardSocketOptions.SO_LINGER,
          -1,
          StandardSocketOptions.SO_KEEPALIVE,
          false,
          StandardSocketOptions.SO_REUSEADDR,
          false,
          StandardSocketOptions.TCP_NODELAY,
          false);

  private final Map<SocketOption<?>, Object> values = new HashMap<>(DEFAULTS);

  static Set<SocketOption<?>> supported() {
    return DEFAULTS.keySet();
  }

  /** A copy, for a connection that takes after its listener. */
  OptionValues copy() {
    OptionValues copy = new OptionValues();
    copy.values.putAll(values);
    return copy;
  }

  <T> T get(SocketOption<T> option) {
    Object value = values.get(option);
    if (value == null) {
      throw unsupported(option);
    }
    return option.type().cast(value);
  }

  <T> void set(SocketOption<T> option, T value) {
    if (!values.containsKey(option)) {
      throw unsupported(option);
    }
    boolean isSize =
        option == StandardSocketOptions.SO_SNDBUF || option == StandardSocketOptions.SO_RCVBUF;
    if (isSize && (Integer) value < 1) {
      throw new IllegalArgumentException(option + " is " + value + "; it must be positive");
    }
    values.put(option, option.type().cast(value));
  }

  int sendBuffer() {
    return get(StandardSocketOptions.SO_SNDBUF);
  }

  int receiveBuffer() {
    return get(StandardSocketOptions.SO_RCVBUF);
  }

  /** Whether closing the socket resets the connection: lingering for zero seconds means that. */
  boolean resetsOnClose() {
    return get(StandardSocketOptions.SO_LINGER) == 0;
  }

  private static UnsupportedOperationException unsupported(SocketOption<?> option) {
    return new UnsupportedOperationException("simulated sockets have no option " + option);
  }
}
