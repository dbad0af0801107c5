/**
 * The run loop.
 *
 * @provides org.terzetto.spi.RuntimeProvider
 */
module org.terzetto.scheduler {
  requires org.terzetto;
  requires static org.jspecify;
  requires static biz.aQute.bnd.annotation;

  provides org.terzetto.spi.RuntimeProvider with
      org.terzetto.scheduler.SchedulerProvider;
}
