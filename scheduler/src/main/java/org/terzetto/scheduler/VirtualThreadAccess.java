package org.terzetto.scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Every use of what the JDK keeps to itself, in one class: virtual threads with a scheduler of our
 * own, and the inheritance of {@link ScopedValue} bindings. Needs {@code java.lang} opened to this
 * module.
 *
 * <p>JDK 25 has the constructor with a scheduler for its own tests. Loom's later builds have {@code
 * Thread.VirtualThreadScheduler}: when it comes, it replaces this class.
 */
final class VirtualThreadAccess {
  /** Why there is no access, or null if there is. */
  private static final @Nullable String PROBLEM;

  private static final @Nullable VirtualThreadAccess INSTANCE;

  static {
    VirtualThreadAccess access = null;
    String problem = null;
    try {
      access = new VirtualThreadAccess();
    } catch (ReflectiveOperationException | RuntimeException e) {
      problem = e.toString();
    }
    INSTANCE = access;
    PROBLEM = problem;
  }

  /** No characteristics: inheritable thread locals are inherited, as for any thread. */
  private static final int CHARACTERISTICS = 0;

  private final MethodHandle newVirtualThread;
  private final MethodHandle scopedValueBindings;
  private final VarHandle threadBindings;

  private VirtualThreadAccess() throws ReflectiveOperationException {
    Lookup here = MethodHandles.lookup();
    Class<?> builders = Class.forName("java.lang.ThreadBuilders");
    newVirtualThread =
        MethodHandles.privateLookupIn(builders, here)
            .findStatic(
                builders,
                "newVirtualThread",
                MethodType.methodType(
                    Thread.class, Executor.class, String.class, int.class, Runnable.class));
    Class<?> snapshot = Class.forName("java.lang.ScopedValue$Snapshot");
    scopedValueBindings =
        MethodHandles.privateLookupIn(ScopedValue.class, here)
            .findStatic(ScopedValue.class, "scopedValueBindings", MethodType.methodType(snapshot))
            .asType(MethodType.methodType(Object.class));
    threadBindings =
        MethodHandles.privateLookupIn(Thread.class, here)
            .findVarHandle(Thread.class, "scopedValueBindings", Object.class);
  }

  static @Nullable VirtualThreadAccess instance() {
    return INSTANCE;
  }

  static @Nullable String problem() {
    return PROBLEM;
  }

  /** A virtual thread, not started, whose continuations are handed to {@code scheduler}. */
  Thread newThread(
      Executor scheduler, @Nullable String name, @Nullable Object scopedValues, Runnable body) {
    try {
      Thread thread =
          (Thread) newVirtualThread.invokeExact(scheduler, name, CHARACTERISTICS, body);
      if (scopedValues != null) {
        threadBindings.set(thread, scopedValues);
      }
      return thread;
    } catch (Throwable e) {
      throw Throwing.as(e);
    }
  }

  /** The bindings in force for the calling thread. */
  Object scopedValues() {
    try {
      return (Object) scopedValueBindings.invokeExact();
    } catch (Throwable e) {
      throw Throwing.as(e);
    }
  }
}
