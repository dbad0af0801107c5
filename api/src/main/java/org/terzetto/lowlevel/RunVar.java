package org.terzetto.lowlevel;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.Kernels;

/**
 * A variable with one value per run, which all its tasks share: for what a library keeps once for
 * each run, such as a limiter or a cache of connections. Mostly a constant of a class.
 *
 * <p>Thread safety: the variable may be shared by all runs; each method concerns the run in which
 * it is called.
 *
 * @param <T> the value
 */
public final class RunVar<T extends @Nullable Object> {
  private final String name;
  private final boolean hasDefault;
  private final @Nullable T defaultValue;

  /**
   * A variable that is unset at the beginning of each run.
   *
   * @param name for messages
   */
  public RunVar(String name) {
    this.name = Objects.requireNonNull(name, "name");
    this.hasDefault = false;
    this.defaultValue = null;
  }

  /**
   * A variable with a value to read while it is unset.
   *
   * @param name for messages
   * @param defaultValue what {@link #get} answers in a run that has not set it; shared by all runs,
   *     so for what changes use {@link #getOrSet}
   */
  public RunVar(String name, T defaultValue) {
    this.name = Objects.requireNonNull(name, "name");
    this.hasDefault = true;
    this.defaultValue = defaultValue;
  }

  /**
   * Undoes one {@link #set}.
   *
   * <p>Thread safety: belongs to its run.
   *
   * @param <T> the value
   */
  public static final class Token<T extends @Nullable Object> {
    private final RunVar<T> variable;
    private final RunToken run = RunToken.current();
    private final boolean wasSet;
    private final @Nullable Object before;
    private boolean used;

    private Token(RunVar<T> variable, boolean wasSet, @Nullable Object before) {
      this.variable = variable;
      this.wasSet = wasSet;
      this.before = before;
    }
  }

  /**
   * The value in this run, or else the default.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the value
   * @throws NoSuchElementException if it is unset and has no default
   * @throws IllegalStateException if called outside a run
   */
  public T get() {
    Map<RunVar<?>, @Nullable Object> values = Kernels.get().runVars();
    if (!values.containsKey(this) && !hasDefault) {
      throw new NoSuchElementException(
          this + " is unset in this run and has no default; set it, or use orElse");
    }
    return as(values.getOrDefault(this, defaultValue));
  }

  /**
   * The value in this run, or else another.
   *
   * @checkpoint never
   * @thread inside the run
   * @param other what to answer while it is unset, instead of the default
   * @return the value
   * @throws IllegalStateException if called outside a run
   */
  public T orElse(T other) {
    return as(Kernels.get().runVars().getOrDefault(this, other));
  }

  /**
   * The value in this run; if it is unset, it is set now, whatever its default.
   *
   * @checkpoint never
   * @thread inside the run
   * @param initial makes the value
   * @return the value
   * @throws IllegalStateException if called outside a run
   */
  public T getOrSet(Supplier<? extends T> initial) {
    Objects.requireNonNull(initial, "initial");
    Map<RunVar<?>, @Nullable Object> values = Kernels.get().runVars();
    if (!values.containsKey(this)) {
      values.put(this, initial.get());
    }
    return as(values.get(this));
  }

  /**
   * Sets the value, for all tasks of this run.
   *
   * @checkpoint never
   * @thread inside the run
   * @param value the value
   * @return to {@link #reset} it
   * @throws IllegalStateException if called outside a run
   */
  public Token<T> set(T value) {
    Map<RunVar<?>, @Nullable Object> values = Kernels.get().runVars();
    Token<T> token = new Token<>(this, values.containsKey(this), values.get(this));
    values.put(this, value);
    return token;
  }

  /**
   * Restores what was before a {@link #set}, be it a value or none.
   *
   * @checkpoint never
   * @thread inside the run
   * @param token what {@code set} returned
   * @throws IllegalArgumentException if the token is another variable's
   * @throws IllegalStateException if it was used before, or if called outside a run
   * @throws WrongThreadException if it is another run's
   */
  public void reset(Token<T> token) {
    Objects.requireNonNull(token, "token");
    Map<RunVar<?>, @Nullable Object> values = Kernels.get().runVars();
    requireUsable(token);
    token.used = true;
    if (token.wasSet) {
      values.put(this, token.before);
    } else {
      values.remove(this);
    }
  }

  private void requireUsable(Token<T> token) {
    if (token.variable != this) {
      throw new IllegalArgumentException(
          "the token is of " + token.variable + ", not of " + this + "; reset that one");
    }
    if (token.run != RunToken.current()) {
      throw new WrongThreadException("the token of " + this + " is from another run");
    }
    if (token.used) {
      throw new IllegalStateException(
          "the token of " + this + " has been used; each set can be undone once");
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // only a T or the default is ever put there
  private T as(@Nullable Object value) {
    return (T) value;
  }

  @Override
  public String toString() {
    return "RunVar[" + name + "]";
  }
}
