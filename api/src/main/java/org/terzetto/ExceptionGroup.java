package org.terzetto;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several failures at once: what a {@link Nursery} throws. It holds the exceptions of children and
 * body in the order in which they ended, as members and as suppressed exceptions too, so that every
 * logger prints them all. Groups nest.
 *
 * <p>{@link #printStackTrace()} draws the members as a tree.
 *
 * <p>Thread safety: immutable.
 */
public final class ExceptionGroup extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Throwable> exceptions;

  /**
   * A group of at least one exception.
   *
   * @param message what failed as a whole
   * @param exceptions the members; copied
   * @throws IllegalArgumentException if there is none
   */
  public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
    super(message);
    if (exceptions.isEmpty()) {
      throw new IllegalArgumentException(
          "a group '" + message + "' of no exceptions; throw nothing instead");
    }
    this.exceptions = List.copyOf(exceptions);
    this.exceptions.forEach(this::addSuppressed);
  }

  /**
   * The members, in the order in which they happened.
   *
   * @return an immutable list
   */
  public List<Throwable> exceptions() {
    return exceptions;
  }

  @Override
  public String getMessage() {
    int n = exceptions.size();
    return super.getMessage() + " (" + n + (n == 1 ? " exception)" : " exceptions)");
  }

  /**
   * The two halves of a group.
   *
   * @param matching the part whose leaves match; empty if none does
   * @param rest the part whose leaves do not match; empty if all do
   */
  public record Split(Optional<ExceptionGroup> matching, Optional<ExceptionGroup> rest) {}

  /**
   * Divides the leaves at every depth, keeping message, order and nesting; emptied groups vanish.
   *
   * @param condition which leaves go to {@link Split#matching}
   * @return both halves
   */
  public Split split(Predicate<? super Throwable> condition) {
    return new Split(
        Optional.ofNullable(filter(condition)), Optional.ofNullable(filter(condition.negate())));
  }

  /**
   * Divides by type; see {@link #split(Predicate)}.
   *
   * @param type which leaves go to {@link Split#matching}
   * @return both halves
   */
  public Split split(Class<? extends Throwable> type) {
    return split(type::isInstance);
  }

  /**
   * The leaves of one type, at every depth, in order.
   *
   * @param type the type
   * @param <X> the type
   * @return a list, empty if there is none
   */
  public <X extends Throwable> List<X> leaves(Class<X> type) {
    List<X> found = new ArrayList<>();
    collect(type, found);
    return List.copyOf(found);
  }

  @Override
  public void printStackTrace(PrintStream stream) {
    synchronized (stream) {
      stream.print(ExceptionTree.draw(this));
    }
  }

  @Override
  public void printStackTrace(PrintWriter writer) {
    synchronized (writer) {
      writer.print(ExceptionTree.draw(this));
    }
  }

  /** The group of the leaves that match, this very group if all do, null if none does. */
  private @Nullable ExceptionGroup filter(Predicate<? super Throwable> condition) {
    List<Throwable> kept = new ArrayList<>();
    boolean same = true;
    for (Throwable member : exceptions) {
      Throwable part = filterMember(member, condition);
      if (part != null) {
        kept.add(part);
      }
      same &= part == member;
    }
    if (same) {
      return this;
    }
    return kept.isEmpty() ? null : derive(kept);
  }

  private static @Nullable Throwable filterMember(
      Throwable member, Predicate<? super Throwable> condition) {
    if (member instanceof ExceptionGroup group) {
      return group.filter(condition);
    }
    return condition.test(member) ? member : null;
  }

  /** A group that stands for a part of this one: same message, cause, stack and extra notes. */
  private ExceptionGroup derive(List<Throwable> members) {
    ExceptionGroup part = new ExceptionGroup(String.valueOf(super.getMessage()), members);
    part.setStackTrace(getStackTrace());
    if (getCause() != null) {
      part.initCause(getCause());
    }
    for (Throwable note : notes()) {
      part.addSuppressed(note);
    }
    return part;
  }

  /** The suppressed exceptions that are no members: {@link TaskTrace}, failures of close. */
  List<Throwable> notes() {
    List<Throwable> suppressed = List.of(getSuppressed());
    return suppressed.subList(exceptions.size(), suppressed.size());
  }

  private <X extends Throwable> void collect(Class<X> type, List<X> found) {
    for (Throwable member : exceptions) {
      if (member instanceof ExceptionGroup group) {
        group.collect(type, found);
      } else if (type.isInstance(member)) {
        found.add(type.cast(member));
      }
    }
  }
}
