package org.terzetto.io;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * One signal of the operating system, by {@code sun.misc.Signal}, as long as the JDK has nothing
 * better.
 *
 * <p>By reflection, since javac warns of each use of that class, the warning cannot be turned off,
 * and warnings are errors here.
 *
 * <p>Thread safety: immutable; handlers belong to the process.
 */
final class OsSignal {
  private static final String NO_SIGNALS = "this JVM has no sun.misc.Signal";

  private final String name;
  private final Object signal;

  /**
   * The signal of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  OsSignal(String name) {
    this.name = name;
    this.signal = newSignal(name);
  }

  private static Object newSignal(String name) {
    try {
      return signalType().getConstructor(String.class).newInstance(name);
    } catch (ReflectiveOperationException e) {
      throw translated(
          e, "there is no signal '" + name + "'; use a name such as INT, TERM, HUP or USR1");
    }
  }

  String name() {
    return name;
  }

  /**
   * Lets {@code handler} be called for the signal, by a thread of the JVM.
   *
   * @throws IllegalArgumentException if the JVM keeps the signal for itself
   */
  Taken handle(Runnable handler) {
    Object proxy =
        Proxy.newProxyInstance(
            OsSignal.class.getClassLoader(),
            new Class<?>[] {handlerType()},
            (_, method, _) -> {
              if (method.getName().equals("handle")) {
                handler.run();
              }
              return null;
            });
    return new Taken(proxy, install(proxy));
  }

  /** This signal, taken over. */
  final class Taken {
    private final Object ours;
    private final Object previous;

    private Taken(Object ours, Object previous) {
      this.ours = ours;
      this.previous = previous;
    }

    /** Whether the JVM's own handler was in force: nobody's, and not to ignore the signal. */
    boolean wasDefault() {
      return previous != ignoring() && previous.getClass().getModule() == signalType().getModule();
    }

    /** Gives it back, unless somebody else has taken it over since: then that one keeps it. */
    void giveBack() {
      Object replaced = install(previous);
      if (replaced != ours) {
        install(replaced);
      }
    }
  }

  /** Sends the signal to this process. */
  void raise() {
    try {
      signalType().getMethod("raise", signalType()).invoke(null, signal);
    } catch (ReflectiveOperationException e) {
      throw translated(e, "signal " + name + " cannot be raised: nobody handles it");
    }
  }

  private Object install(Object handler) {
    try {
      Method handle = signalType().getMethod("handle", signalType(), handlerType());
      return handle.invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw translated(
          e, "the JVM does not give signal " + name + " away: it is its own, or there is -Xrs");
    }
  }

  private static Object ignoring() {
    try {
      return handlerType().getField("SIG_IGN").get(null);
    } catch (ReflectiveOperationException e) {
      throw translated(e, NO_SIGNALS);
    }
  }

  private static Class<?> signalType() {
    return type("sun.misc.Signal");
  }

  private static Class<?> handlerType() {
    return type("sun.misc.SignalHandler");
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw translated(e, NO_SIGNALS);
    }
  }

  private static RuntimeException translated(ReflectiveOperationException e, String message) {
    return e instanceof InvocationTargetException thrown
            && thrown.getCause() instanceof IllegalArgumentException refusal
        ? new IllegalArgumentException(message, refusal)
        : new UnsupportedOperationException(message, e);
  }
}
