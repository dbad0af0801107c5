package org.terzetto.backend.epoll;

import aQute.bnd.annotation.spi.ServiceProvider;
import io.netty.channel.epoll.Epoll;
import io.netty.util.internal.NativeLibraryLoader;
import java.util.Optional;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;

/** Makes {@link EpollBackend}s, on Linux, if the flags and the native library are there. */
@ServiceProvider(IoBackendProvider.class)
public final class EpollBackendProvider implements IoBackendProvider {
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
          .or(ChannelDescriptors::unavailableBecause)
          .or(EpollBackendProvider::noLibrary);
    } catch (NoClassDefFoundError e) {
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

  private static Optional<String> noLibrary() {
    return Optional.ofNullable(Epoll.unavailabilityCause())
        .map(cause ->
            "Netty's native library for "
                + System.getProperty("os.arch")
                + " does not load; is netty-transport-native-epoll for this CPU on the path (with"
                + " --add-modules, on the module path)? "
                + cause.toString().lines().findFirst().orElse(""));
  }

  @Override
  public IoBackend open() {
    return new EpollBackend(EpollBackend.EVENTS);
  }
}
