/**
 * What programs and libraries import: runs, nurseries, cancel scopes, synchronization, channels and
 * threads, the low-level tools for authors of libraries, and the interfaces that backends, clocks
 * and instruments implement.
 *
 * <p>This module holds no event loop and makes no system call. The run loop is found through {@link
 * java.util.ServiceLoader}; user code compiles against this module alone.
 */
@SuppressWarnings("module") // The scheduler is compiled after this module.
module org.terzetto {
  requires static transitive org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static biz.aQute.bnd.annotation;

  exports org.terzetto;
  exports org.terzetto.channel;
  exports org.terzetto.guest;
  exports org.terzetto.lowlevel;
  exports org.terzetto.spi;
  exports org.terzetto.sync;
  exports org.terzetto.thread;
  exports org.terzetto.internal to
      org.terzetto.scheduler;

  uses org.terzetto.internal.Kernel;
  uses org.terzetto.lowlevel.InterruptSource;
  uses org.terzetto.spi.IoBackendProvider;
}
