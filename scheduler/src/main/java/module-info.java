/** The run loop. Exports nothing: it is found through {@link java.util.ServiceLoader}. */
module org.terzetto.scheduler {
  requires org.terzetto;
  requires static org.jspecify;
  requires static biz.aQute.bnd.annotation;

  uses org.terzetto.spi.IoBackendProvider;

  provides org.terzetto.internal.Kernel with
      org.terzetto.scheduler.RunKernel;
}
