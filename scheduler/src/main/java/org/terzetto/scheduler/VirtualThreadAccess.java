package org.terzetto.scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import jdk.internal.vm.ThreadContainer;
import org.jspecify.annotations.Nullable;
import org.terzetto.BoundCall;
import org.terzetto.lowlevel.Outcome;

/**
 * Every use of what the JDK keeps to itself, in one class: virtual threads with a scheduler of our
 * own, started in a container of our own, and the inheritance of {@link ScopedValue} bindings.
 * Needs {@code java.lang} opened to this module; {@link RunContainer} needs one package more, which
 * is exported to it from here.
 *
 * <p>JDK 25 has the constructor with a scheduler for its own tests. Loom's later builds have {@code
 * Thread.VirtualThreadScheduler}: when it comes, it replaces this class.
 */
final class VirtualThreadAccess {
  // Static and final, so that the JIT sees through the handles.
  private static final MethodHandle NEW_THREAD;
  private static final MethodHandle BINDINGS_OF_CALLER;
  private static final VarHandle BINDINGS_OF_THREAD;
  private static final MethodHandle RUN_WITH_BINDINGS;
  private static final MethodHandle SET_CACHE;
  private static final Executor DEFAULT_SCHEDULER;
  private static final MethodHandle START_IN_CONTAINER;

  /** Why there is no access, or null if there is. */
  private static final @Nullable String PROBLEM;

  /** No characteristics: inheritable thread locals are inherited, as for any thread. */
  private static final int CHARACTERISTICS = 0;

  static {
    Handles handles = null;
    String problem = null;
    try {
      handles = Handles.find(MethodHandles.lookup());
    } catch (ReflectiveOperationException | RuntimeException e) {
      problem = e.toString();
      handles = Handles.NONE;
    }
    NEW_THREAD = handles.newThread;
    BINDINGS_OF_CALLER = handles.bindingsOfCaller;
    BINDINGS_OF_THREAD = handles.bindingsOfThread;
    RUN_WITH_BINDINGS = handles.runWithBindings;
    SET_CACHE = handles.setCache;
    DEFAULT_SCHEDULER = handles.defaultScheduler;
    START_IN_CONTAINER = handles.startInContainer;
    PROBLEM = problem;
  }

  private VirtualThreadAccess() {}

  /** Why loop mode is not possible here, null if it is. */
  static @Nullable String problem() {
    return PROBLEM;
  }

  /** A virtual thread, not started, whose continuations are handed to {@code scheduler}. */
  static Thread newThread(
      Executor scheduler, @Nullable String name, @Nullable Object scopedValues, Runnable body) {
    try {
      Thread thread = (Thread) NEW_THREAD.invokeExact(scheduler, name, CHARACTERISTICS, body);
      if (scopedValues != null) {
        BINDINGS_OF_THREAD.set(thread, scopedValues);
      }
      return thread;
    } catch (Throwable e) {
      throw Throwing.as(e);
    }
  }

  /** Starts a thread as a member of {@code container}, a {@link RunContainer}. */
  static void start(Thread thread, Object container) {
    try {
      START_IN_CONTAINER.invokeExact(thread, container);
    } catch (Throwable e) {
      throw Throwing.as(e);
    }
  }

  /** The scheduler of virtual threads that nobody chose one for. */
  static Executor defaultScheduler() {
    return DEFAULT_SCHEDULER;
  }

  /** The bindings in force for the calling thread. */
  static Object scopedValues() {
    try {
      return (Object) BINDINGS_OF_CALLER.invokeExact();
    } catch (Throwable e) {
      throw Throwing.as(e);
    }
  }

  /**
   * Calls {@code call} with other bindings in force for the calling thread, of whatever kind. The
   * JDK looks for bindings in a field of the thread; if a full stack has cleared that, in the frame
   * of {@code Thread.runWith}; and before both in a cache.
   */
  static <T extends @Nullable Object, X extends Exception> T callWith(
      Object bindings, BoundCall<T, X> call) throws X, InterruptedException {
    Thread thread = Thread.currentThread();
    Object before = scopedValues();
    List<Outcome<T>> outcome = new ArrayList<>(1);
    Runnable body = () -> outcome.add(Outcome.of(call::call));
    try {
      putInForce(thread, bindings);
      RUN_WITH_BINDINGS.invokeExact(thread, bindings, body);
    } catch (Throwable e) {
      throw Throwing.as(e);
    } finally {
      putInForce(thread, before);
    }
    try {
      return outcome.getFirst().get();
    } catch (Throwable failure) {
      throw Throwing.as(failure);
    }
  }

  private static void putInForce(Thread thread, Object bindings) {
    BINDINGS_OF_THREAD.set(thread, bindings);
    try {
      SET_CACHE.invokeExact((Object[]) null);
    } catch (Throwable e) {
      throw Throwing.as(e);
    }
  }

  private record Handles(
      MethodHandle newThread,
      MethodHandle bindingsOfCaller,
      VarHandle bindingsOfThread,
      MethodHandle runWithBindings,
      MethodHandle setCache,
      Executor defaultScheduler,
      MethodHandle startInContainer) {

    @SuppressWarnings("NullAway") // nobody uses them where there is a problem
    static final Handles NONE = new Handles(null, null, null, null, null, null, null);

    static Handles find(Lookup here) throws ReflectiveOperationException {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      MethodType threadFactory =
          MethodType.methodType(
              Thread.class, Executor.class, String.class, int.class, Runnable.class);
      MethodType bindings = MethodType.methodType(Class.forName("java.lang.ScopedValue$Snapshot"));
      Lookup inThread = MethodHandles.privateLookupIn(Thread.class, here);
      return new Handles(
          MethodHandles.privateLookupIn(builders, here)
              .findStatic(builders, "newVirtualThread", threadFactory),
          MethodHandles.privateLookupIn(ScopedValue.class, here)
              .findStatic(ScopedValue.class, "scopedValueBindings", bindings)
              .asType(MethodType.methodType(Object.class)),
          inThread.findVarHandle(Thread.class, "scopedValueBindings", Object.class),
          inThread.findVirtual(
              Thread.class,
              "runWith",
              MethodType.methodType(void.class, Object.class, Runnable.class)),
          inThread.findStatic(
              Thread.class,
              "setScopedValueCache",
              MethodType.methodType(void.class, Object[].class)),
          defaultScheduler(here),
          startInContainer(here));
    }

    private static MethodHandle startInContainer(Lookup here) throws ReflectiveOperationException {
      exportContainers(here);
      Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(virtualThread, here)
          .findVirtual(
              virtualThread, "start", MethodType.methodType(void.class, ThreadContainer.class))
          .asType(MethodType.methodType(void.class, Thread.class, Object.class));
    }

    private static void exportContainers(Lookup here) throws ReflectiveOperationException {
      MethodHandle addExports =
          MethodHandles.privateLookupIn(Module.class, here)
              .findVirtual(
                  Module.class,
                  "implAddExports",
                  MethodType.methodType(void.class, String.class, Module.class));
      try {
        addExports.invokeExact(
            Object.class.getModule(), "jdk.internal.vm", VirtualThreadAccess.class.getModule());
      } catch (Throwable e) {
        throw Throwing.as(e);
      }
    }

    private static Executor defaultScheduler(Lookup here) throws ReflectiveOperationException {
      Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
      MethodHandle getter =
          MethodHandles.privateLookupIn(virtualThread, here)
              .findStatic(virtualThread, "defaultScheduler", MethodType.methodType(Executor.class));
      try {
        return (Executor) getter.invokeExact();
      } catch (Throwable e) {
        throw Throwing.as(e);
      }
    }
  }
}
