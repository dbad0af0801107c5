/**
 * The I/O backend that works everywhere, on {@link java.nio.channels.Selector}. It exports nothing;
 * a run finds it through {@link java.util.ServiceLoader} under the name {@code nio}.
 *
 * @provides org.terzetto.spi.IoBackendProvider
 */
module org.terzetto.backend.nio {
  requires org.terzetto;
  requires static org.jspecify;
  requires static biz.aQute.bnd.annotation;

  provides org.terzetto.spi.IoBackendProvider with
      org.terzetto.backend.nio.NioBackendProvider;
}
