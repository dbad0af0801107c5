package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.terzetto.lowlevel.RunStatistics;

/**
 * Negative durations and counts, and what is not a number, in every public method of api, io and
 * testing: refused with the value and the rule, before anything happens.
 */
class BadNumbersTest {
  private static final Map<Class<?>, Object> BAD =
      Map.of(
          int.class,
          -1,
          long.class,
          -1L,
          double.class,
          Double.NaN,
          Duration.class,
          Duration.ofNanos(-1));

  /** Where each number is good, or it is not the user who calls; by the beginning of the name. */
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("LoopTime.", "arithmetic, with times of either sign"),
          Map.entry("RunOptions.withSeed", "any number is a seed"),
          Map.entry("SimulatedNetwork.<init>", "any number is a seed"),
          Map.entry("Clock.", "called by the run"),
          Map.entry("MockClock.realNanosUntil", "called by the run, with a time"),
          Map.entry("MockClock.idle", "called by the run"),
          Map.entry("Instrument.", "called by the run"),
          Map.entry("Tracer.", "called by the run"),
          Map.entry("RecordingInstrument", "called by the run"),
          Map.entry("IoBackend", "called by the run"),
          Map.entry("ForwardingBackend.", "called by the run"),
          Map.entry("IoRegistration.", "called by the run"));

  private final List<String> mistakes = new ArrayList<>();
  private final Set<String> exceptionsUsed = new HashSet<>();
  private int calls;

  @Test
  void badNumber_anywhere_isRefusedBeforeAnythingHappens() throws Exception {
    PublicCalls.inARun(this::tryAll);
    assertEquals(List.of(), mistakes);
    assertEquals(EXCEPTIONS.keySet(), exceptionsUsed, "exceptions that are none");
    assertTrue(calls > 40, "only " + calls + " calls were tried");
  }

  private void tryAll(PublicCalls good) throws Exception {
    for (Class<?> type : PublicTypes.all()) {
      for (Executable call : PublicCalls.of(type)) {
        tryBadNumbers(good, type, call);
      }
    }
  }

  private void tryBadNumbers(PublicCalls good, Class<?> type, Executable call)
      throws ReflectiveOperationException {
    Class<?>[] parameters = call.getParameterTypes();
    for (int i = 0; i < parameters.length; i++) {
      if (BAD.containsKey(parameters[i]) && !isException(type, call)) {
        tryBadNumber(good, type, call, i);
      }
    }
  }

  private boolean isException(Class<?> type, Executable call) {
    boolean isConstructor = call.getName().equals(type.getName());
    String name = type.getSimpleName() + "." + (isConstructor ? "<init>" : call.getName());
    Class<?> outer = type.getEnclosingClass();
    String fullName = outer == null ? name : outer.getSimpleName() + "." + name;
    for (String exception : EXCEPTIONS.keySet()) {
      if (fullName.startsWith(exception)) {
        exceptionsUsed.add(exception);
        return true;
      }
    }
    return isSnapshot(type) || inherited(type, call);
  }

  /** Made by us alone, out of true numbers. */
  private static boolean isSnapshot(Class<?> type) {
    return type.isRecord() && type.getSimpleName().endsWith("Statistics");
  }

  /** Tried with the type that declares it. */
  private static boolean inherited(Class<?> type, Executable call) {
    return call.getDeclaringClass() != type
        && Modifier.isPublic(call.getDeclaringClass().getModifiers());
  }

  private void tryBadNumber(PublicCalls good, Class<?> type, Executable call, int position)
      throws ReflectiveOperationException {
    Object bad = BAD.get(call.getParameterTypes()[position]);
    @Nullable Object[] arguments = good.arguments(call);
    arguments[position] = bad;
    calls++;
    Set<String> before = good.state();
    int tasks = RunStatistics.current().tasksLiving();
    Throwable thrown = good.failureOf(type, call, arguments);
    String what = call + " with " + bad + " at " + position;
    if (!(thrown instanceof IllegalArgumentException)
        || thrown.getMessage() == null
        || !thrown.getMessage().contains(bad.toString())
        || !thrown.getMessage().contains(" ")) {
      mistakes.add(what + ": " + thrown);
    }
    if (!before.equals(good.state()) || tasks != RunStatistics.current().tasksLiving()) {
      mistakes.add(what + " has changed something");
    }
  }
}
