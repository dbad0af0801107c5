package org.terzetto.core;

import java.util.List;
import org.terzetto.ExceptionGroup;
import org.terzetto.TerzettoInternalError;

/** Looks into what a run that broke throws. */
final class InternalErrors {
  private InternalErrors() {}

  /** What is at the bottom of the groups that the run's own nurseries make. */
  static List<Throwable> leavesOfCause(TerzettoInternalError error) {
    return switch (error.getCause()) {
      case ExceptionGroup group -> group.leaves(Throwable.class);
      case null -> List.of();
      case Throwable single -> List.of(single);
    };
  }
}
