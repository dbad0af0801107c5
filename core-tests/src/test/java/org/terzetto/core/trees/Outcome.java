package org.terzetto.core.trees;

import java.util.List;
import java.util.Objects;

/** How a block of a program ended, as the model sees it. */
sealed interface Outcome {
  Outcome OK = new Ok();
  Outcome CANCELLED = new Cancellation();

  record Ok() implements Outcome {
    @Override
    public String toString() {
      return "ok";
    }
  }

  record Cancellation() implements Outcome {
    @Override
    public String toString() {
      return "C";
    }
  }

  record Failure(String what) implements Outcome {
    @Override
    public String toString() {
      return what;
    }
  }

  /** The members in the order in which they ended. */
  record Group(List<Outcome> members) implements Outcome {
    /** With the cancellations last: among the things of one moment their place is free. */
    @Override
    public String toString() {
      return members.stream()
          .sorted((a, b) -> Boolean.compare(a == CANCELLED, b == CANCELLED))
          .toList()
          .toString();
    }
  }

  /** What body and children of a nursery come to (NUR-5, NUR-11). */
  static Outcome together(List<Outcome> failures) {
    if (failures.isEmpty()) {
      return OK;
    }
    return failures.stream().allMatch(o -> o == CANCELLED)
        ? CANCELLED
        : new Group(List.copyOf(failures));
  }

  /** The same without any cancellation, at any depth; groups that are emptied go (CAN-10, 13). */
  default Outcome withoutCancelled() {
    return switch (this) {
      case Ok _, Cancellation _ -> OK;
      case Failure _ -> this;
      case Group group -> {
        List<Outcome> rest =
            group.members().stream().map(Outcome::withoutCancelled).filter(o -> o != OK).toList();
        yield rest.isEmpty() ? OK : new Group(rest);
      }
    };
  }

  default boolean hasCancelled() {
    return !Objects.equals(this, withoutCancelled());
  }
}
