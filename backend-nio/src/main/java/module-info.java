/**
 * Readiness polling on {@link java.nio.channels.Selector}.
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
