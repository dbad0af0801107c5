package org.terzetto.internal;

import aQute.bnd.annotation.Cardinality;
import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceConsumer;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link Kernel}. In a class of its own, so that an OSGi service loader mediator weaves
 * the lookup before anybody else has loaded it.
 */
@ServiceConsumer(
    value = Kernel.class,
    resolution = Resolution.OPTIONAL,
    cardinality = Cardinality.MULTIPLE)
public final class Kernels {
  // A plain field: threads that race find equal kernels, whose fields are final.
  private static @Nullable Kernel kernel;

  private Kernels() {}

  /**
   * The kernel of this JVM.
   *
   * @return the kernel
   * @throws IllegalStateException if none is found
   */
  public static Kernel get() {
    Kernel found = kernel;
    return found != null ? found : find();
  }

  private static Kernel find() {
    Kernel found =
        ServiceLoader.load(Kernel.class, Kernel.class.getClassLoader())
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "no scheduler found: put the module org.terzetto.scheduler on the module"
                        + " path (with --add-modules) or its jar on the class path"));
    kernel = found;
    return found;
  }
}
