package org.terzetto.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Signals of the operating system, by {@code sun.misc.Signal}, as long as this is open.
 *
 * <p>By reflection, since javac warns of each use of that class, the warning cannot be turned off,
 * and warnings are errors here.
 */
final class Signals implements AutoCloseable {
  private final List<Runnable> undo = new ArrayList<>();

  private Signals() {}

  /**
   * Takes over some signals. One that the JVM does not give away, because of {@code -Xrs}, keeps
   * its usual effect.
   *
   * @param handler told the signal's name, on a thread of the JVM's
   * @param names such as {@code INT}
   */
  static Signals handle(Consumer<String> handler, String... names) {
    Signals signals = new Signals();
    for (String name : names) {
      signals.takeOver(name, () -> handler.accept(name));
    }
    return signals;
  }

  /** Gives the signals back. */
  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }

  private void takeOver(String name, Runnable handler) {
    try {
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  handler.run();
                }
                return null;
              });
      Object previous = install(name, handlerType, proxy);
      undo.add(() -> restore(name, handlerType, previous));
    } catch (ReflectiveOperationException e) {
      // Not given away, or a JVM without that class.
    }
  }

  private static void restore(String name, Class<?> handlerType, Object previous) {
    try {
      install(name, handlerType, previous);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("signal " + name + " was ours and cannot be given back", e);
    }
  }

  private static Object install(String name, Class<?> handlerType, Object handler)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Object signal = type.getConstructor(String.class).newInstance(name);
    Method handle = type.getMethod("handle", type, handlerType);
    return handle.invoke(null, signal, handler);
  }
}
