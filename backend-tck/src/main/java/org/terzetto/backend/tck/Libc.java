package org.terzetto.backend.tck;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Functions of the C library, for tests of raw descriptors. Start the JVM with {@code
 * --enable-native-access} for this module, or it prints a warning.
 *
 * <p>Thread safety: safe for all threads.
 */
public final class Libc {
  /** How many parameters have a place of their own in the functions that take any number. */
  private static final Map<String, Integer> FIXED = Map.of("fcntl", 2, "open", 2, "syscall", 1);

  private static final Map<List<Object>, MethodHandle> LINKED = new ConcurrentHashMap<>();

  private Libc() {}

  /**
   * Calls a function that returns an {@code int}, or no more than fits into one.
   *
   * @param function its name
   * @param arguments {@link Integer}s, {@link Long}s and {@link MemorySegment}s, as C declares them
   * @return what it returned
   */
  public static int call(String function, Object... arguments) {
    MemoryLayout[] parameters =
        Arrays.stream(arguments).map(Libc::layout).toArray(MemoryLayout[]::new);
    MethodHandle handle =
        LINKED.computeIfAbsent(
            List.of(function, List.of(parameters)), key -> link(function, parameters));
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new AssertionError(function, e);
    }
  }

  /**
   * Calls a function that returns less than 0 if it fails.
   *
   * @param function its name
   * @param arguments as for {@link #call}
   * @return what it returned
   * @throws IOException if that is less than 0
   */
  public static int require(String function, Object... arguments) throws IOException {
    int result = call(function, arguments);
    if (result < 0) {
      throw new IOException(function + Arrays.toString(arguments) + " failed");
    }
    return result;
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Integer _ -> JAVA_INT;
      case Long _ -> JAVA_LONG;
      case MemorySegment _ -> ADDRESS;
      default -> throw new IllegalArgumentException("no type of C for " + argument);
    };
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(String function, MemoryLayout[] parameters) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] options =
        FIXED.containsKey(function)
            ? new Linker.Option[] {Linker.Option.firstVariadicArg(FIXED.get(function))}
            : new Linker.Option[0];
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(function),
        FunctionDescriptor.of(JAVA_INT, parameters),
        options);
  }
}
