/**
 * Structured concurrency on one loop thread: what users import.
 *
 * @uses org.terzetto.spi.RuntimeProvider to find the scheduler
 * @uses org.terzetto.spi.IoBackendProvider to find the I/O backends
 */
@SuppressWarnings("module") // The scheduler is compiled after this module.
module org.terzetto {
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static biz.aQute.bnd.annotation;

  exports org.terzetto;
  exports org.terzetto.lowlevel;
  exports org.terzetto.spi;
  exports org.terzetto.internal to
      org.terzetto.scheduler;

  uses org.terzetto.spi.RuntimeProvider;
  uses org.terzetto.spi.IoBackendProvider;
}
