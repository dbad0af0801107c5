package org.terzetto.internal;

import aQute.bnd.annotation.Cardinality;
import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceConsumer;
import java.util.ServiceLoader;
import org.terzetto.lowlevel.InterruptSource;

/** Finds the {@link InterruptSource} that the system property asks for; see {@link Kernels}. */
@ServiceConsumer(
    value = InterruptSource.class,
    resolution = Resolution.OPTIONAL,
    cardinality = Cardinality.MULTIPLE)
public final class InterruptSources {
  private InterruptSources() {}

  /**
   * The source of this JVM.
   *
   * @return the first one found
   * @throws IllegalStateException if none is found
   */
  public static InterruptSource find() {
    return ServiceLoader.load(InterruptSource.class, InterruptSource.class.getClassLoader())
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "system property terzetto.ctrlC is true, but nothing found tells of Ctrl-C: put the"
                    + " module org.terzetto.io on the module path (with --add-modules) or its jar on"
                    + " the class path"));
  }
}
