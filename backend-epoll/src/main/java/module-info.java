/**
 * The I/O backend for Linux, on epoll, through Netty's native transport. It exports nothing; a run
 * finds it through {@link java.util.ServiceLoader} under the name {@code epoll}.
 *
 * <p>It needs native access for {@code io.netty.common}, the export of {@code sun.nio.ch} to this
 * module, and Netty's module with the native library of this CPU; without any of these it says so
 * and stands back.
 *
 * @provides org.terzetto.spi.IoBackendProvider
 */
module org.terzetto.backend.epoll {
  requires org.terzetto;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires static org.jspecify;
  requires static biz.aQute.bnd.annotation;

  provides org.terzetto.spi.IoBackendProvider with
      org.terzetto.backend.epoll.EpollBackendProvider;
}
