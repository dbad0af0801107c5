package org.terzetto.backend.epoll;

import aQute.bnd.annotation.spi.ServiceProvider;
import io.netty.channel.epoll.Epoll;
import io.netty.util.internal.NativeLibraryLoader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;

/** Makes {@link EpollBackend}s, on Linux, if the flags and the native library are there. */
@ServiceProvider(IoBackendProvider.class)
public final class EpollBackendProvider implements IoBackendProvider {
  /** What we need of Netty came with 4.2. The rest of it may be there, and load, without. */
  private static final List<String> SINCE_4_2 =
      List.of(
          "io.netty.channel.IoHandler",
          "io.netty.channel.epoll.EpollIoHandler",
          "io.netty.util.concurrent.ThreadAwareExecutor");

  /** For {@link java.util.ServiceLoader}. */
  public EpollBackendProvider() {}

  @Override
  public String name() {
    return EpollBackend.NAME;
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Optional<String> unavailableBecause() {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return Optional.of("epoll is a part of Linux, and this is " + System.getProperty("os.name"));
    }
    try {
      return noNativeAccess()
          .or(EpollBackendProvider::oldNetty)
          .or(ChannelDescriptors::unavailableBecause)
          .or(EpollBackendProvider::noLibrary);
    } catch (LinkageError e) {
      return Optional.of("the jars of Netty's epoll transport are not on the path: " + e);
    }
  }

  /** Asked first: the JVM prints a warning, or refuses, once the library is being loaded. */
  private static Optional<String> noNativeAccess() {
    Module loader = NativeLibraryLoader.class.getModule();
    String name = loader.isNamed() ? loader.getName() : "ALL-UNNAMED";
    return loader.isNativeAccessEnabled()
        ? Optional.empty()
        : Optional.of("no native access; start java with --enable-native-access=" + name);
  }

  private static Optional<String> oldNetty() {
    ClassLoader loader = EpollBackendProvider.class.getClassLoader();
    for (String name : SINCE_4_2) {
      try {
        Class.forName(name, false, loader);
      } catch (ClassNotFoundException e) {
        return Optional.of(
            "Netty 4.2 is needed, and " + name + ", which came with it, is not on the path");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> noLibrary() {
    return Optional.ofNullable(Epoll.unavailabilityCause())
        .map(cause ->
            "Netty's native library for "
                + System.getProperty("os.arch")
                + " does not load; is netty-transport-native-epoll for this CPU on the path (with"
                + " --add-modules, on the module path)? "
                + cause.toString().lines().findFirst().orElse(""));
  }

  /** Netty says with a {@link RuntimeException} that the system refuses. */
  @Override
  public IoBackend open() throws IOException {
    Optional<String> reason = unavailableBecause();
    if (reason.isPresent()) {
      throw new IOException(reason.get());
    }
    try {
      return new EpollBackend(EpollBackend.EVENTS);
    } catch (RuntimeException refusal) {
      throw new IOException(refusal.getMessage(), refusal);
    }
  }
}
