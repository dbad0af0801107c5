package org.terzetto.backend.epoll;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectableChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor inside a channel of the JDK. Only {@code sun.nio.ch.SelChImpl}, which every such
 * channel implements, tells it. A method handle asks for it, so that this module compiles and loads
 * without the export, and can say what is missing.
 */
final class ChannelDescriptors {
  private static final String PACKAGE = "sun.nio.ch";

  private static final @Nullable MethodHandle GET = find();

  private ChannelDescriptors() {}

  private static @Nullable MethodHandle find() {
    try {
      Class<?> type = Class.forName(PACKAGE + ".SelChImpl");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      return lookup
          .findVirtual(type, "getFDVal", MethodType.methodType(int.class))
          .asType(MethodType.methodType(int.class, SelectableChannel.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** One line for the user, if channels do not tell their descriptors. */
  static Optional<String> unavailableBecause() {
    Module mine = ChannelDescriptors.class.getModule();
    String name = mine.isNamed() ? mine.getName() : "ALL-UNNAMED";
    return GET != null
        ? Optional.empty()
        : Optional.of(
            "the JDK hides the descriptors of its channels; start java with --add-exports"
                + " java.base/sun.nio.ch="
                + name);
  }

  /**
   * The descriptor of a channel.
   *
   * @throws IllegalArgumentException if it is not one of the JDK
   */
  static int of(SelectableChannel channel) {
    MethodHandle get = GET;
    if (get == null) {
      throw new IllegalStateException(unavailableBecause().orElseThrow());
    }
    try {
      return (int) get.invokeExact(channel);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(channel + " comes from another selector provider", e);
    } catch (Throwable e) {
      throw new AssertionError("a getter that throws", e);
    }
  }
}
