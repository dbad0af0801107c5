package org.terzetto;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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
    super(Objects.requireNonNull(message, "message"));
    if (Objects.requireNonNull(exceptions, "exceptions").isEmpty()) {
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
    Objects.requireNonNull(condition, "condition");
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
    return split(Objects.requireNonNull(type, "type")::isInstance);
  }

  /**
   * The leaves of one type, at every depth, in order.
   *
   * @param type the type
   * @param <X> the type
   * @return a list, empty if there is none
   */
  public <X extends Throwable> List<X> leaves(Class<X> type) {
    Objects.requireNonNull(type, "type");
    List<X> found = new ArrayList<>();
    Deque<Iterator<Throwable>> open = new ArrayDeque<>();
    open.push(exceptions.iterator());
    while (!open.isEmpty()) {
      Iterator<Throwable> members = open.element();
      if (!members.hasNext()) {
        open.pop();
      } else {
        Throwable member = members.next();
        if (member instanceof ExceptionGroup group) {
          open.push(group.exceptions.iterator());
        } else if (type.isInstance(member)) {
          found.add(type.cast(member));
        }
      }
    }
    return List.copyOf(found);
  }

  @Override
  public void printStackTrace(PrintStream stream) {
    synchronized (Objects.requireNonNull(stream, "stream")) {
      stream.print(ExceptionTree.draw(this));
    }
  }

  @Override
  public void printStackTrace(PrintWriter writer) {
    synchronized (Objects.requireNonNull(writer, "writer")) {
      writer.print(ExceptionTree.draw(this));
    }
  }

  /**
   * The group of the leaves that match, this very group if all do, null if none does. With a stack
   * of its own: a chain of tasks, each in the nursery of the one before, nests groups as deep as it
   * is long.
   */
  private @Nullable ExceptionGroup filter(Predicate<? super Throwable> condition) {
    Deque<Sieve> open = new ArrayDeque<>();
    open.push(new Sieve(this));
    while (true) {
      Sieve innermost = open.element();
      if (innermost.hasNext()) {
        Throwable member = innermost.next();
        if (member instanceof ExceptionGroup group) {
          open.push(new Sieve(group));
        } else {
          innermost.take(member, condition.test(member) ? member : null);
        }
      } else {
        open.pop();
        ExceptionGroup part = innermost.result();
        if (open.isEmpty()) {
          return part;
        }
        open.element().take(innermost.group, part);
      }
    }
  }

  /** One group on its way through {@link #filter}. */
  private static final class Sieve {
    private final ExceptionGroup group;
    private final Iterator<Throwable> members;
    private final List<Throwable> kept = new ArrayList<>();
    private boolean same = true;

    Sieve(ExceptionGroup group) {
      this.group = group;
      this.members = group.exceptions.iterator();
    }

    boolean hasNext() {
      return members.hasNext();
    }

    Throwable next() {
      return members.next();
    }

    void take(Throwable member, @Nullable Throwable part) {
      if (part != null) {
        kept.add(part);
      }
      same &= part == member;
    }

    @Nullable ExceptionGroup result() {
      if (same) {
        return group;
      }
      return kept.isEmpty() ? null : group.derive(kept);
    }
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
}
