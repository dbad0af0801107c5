package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.TypeVariable;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.terzetto.Backoff;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Gather;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Retry;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskLocal;
import org.terzetto.TaskMode;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.channel.MemoryReceiveChannel;
import org.terzetto.channel.MemorySendChannel;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.CloseWatch;
import org.terzetto.lowlevel.Idleness;
import org.terzetto.lowlevel.Instruments;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.RunVar;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.lowlevel.TaskContext;
import org.terzetto.lowlevel.TaskExit;
import org.terzetto.lowlevel.WorkerThreads;
import org.terzetto.sync.CapacityLimiter;
import org.terzetto.sync.Condition;
import org.terzetto.sync.Event;
import org.terzetto.sync.Lock;
import org.terzetto.sync.Semaphore;
import org.terzetto.sync.StrictFifoLock;
import org.terzetto.thread.FromThread;
import org.terzetto.thread.ThreadOptions;
import org.terzetto.thread.ToThread;

/**
 * Null, where the API does not say {@code @Nullable}: each public method is called once for each
 * such parameter, with good arguments for the others. It must say which one was null, before it
 * calls anybody or starts anything.
 */
class NullArgumentsTest {
  private static final List<Class<?>> TYPES =
      List.of(
          Terzetto.class,
          RunOptions.class,
          Nursery.class,
          CancelScope.class,
          TaskLocal.class,
          LoopTime.class,
          Backoff.class,
          Retry.class,
          Gather.class,
          ExceptionGroup.class,
          MemoryChannel.class,
          MemorySendChannel.class,
          MemoryReceiveChannel.class,
          Checkpoints.class,
          CloseWatch.class,
          Idleness.class,
          Instruments.class,
          Outcome.class,
          Parking.class,
          ParkingLot.class,
          Readiness.class,
          RunToken.class,
          RunVar.class,
          SystemTasks.class,
          TaskContext.class,
          TaskExit.class,
          WorkerThreads.class,
          CapacityLimiter.class,
          Condition.class,
          Event.class,
          Lock.class,
          StrictFifoLock.class,
          Semaphore.class,
          FromThread.class,
          ThreadOptions.class,
          ToThread.class);

  /** Good values, by type. */
  private final Map<Class<?>, Object> values = new HashMap<>();

  private final List<String> mistakes = new ArrayList<>();
  private int calls;

  @Test
  void nullArgument_anywhere_isNamedBeforeAnythingHappens() throws Exception {
    Terzetto.run(() -> Nursery.run(this::tryAll));
    assertEquals(List.of(), mistakes);
    assertTrue(calls > 100, "only " + calls + " calls were tried");
  }

  private void tryAll(Nursery nursery) throws Exception {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      prepareValues(nursery, source.configureBlocking(false));
      RunStatistics before = RunStatistics.current();
      for (Class<?> type : TYPES) {
        for (Executable call : callsOf(type)) {
          tryNulls(type, call);
        }
      }
      assertEquals(before.tasksLiving(), RunStatistics.current().tasksLiving());
    }
  }

  private void prepareValues(Nursery nursery, Object channel) {
    MemoryChannel<Object> memory = MemoryChannel.open(1);
    RunVar<Object> variable = new RunVar<>("variable");
    for (Object value :
        List.of(
            nursery,
            CancelScope.create(),
            RunOptions.defaults(),
            new TaskLocal<Object>("local"),
            Backoff.exponential(Duration.ofMillis(1), Duration.ofSeconds(1)),
            new ExceptionGroup("group", List.of(new Exception())),
            memory,
            memory.sender(),
            memory.receiver(),
            new Outcome.Value<>("value"),
            new ParkingLot(),
            RunToken.current(),
            variable,
            variable.set("value"),
            TaskContext.capture(),
            WorkerThreads.shared(),
            new CapacityLimiter(1),
            new Condition(),
            new Lock(),
            new StrictFifoLock(),
            new Semaphore(1),
            ThreadOptions.defaults(),
            Task.current(),
            TaskMode.PORTABLE,
            LoopTime.NEVER,
            Duration.ofMillis(1),
            Exception.class,
            List.of(new Exception()),
            Optional.empty(),
            System.err,
            channel,
            "text",
            1,
            1L,
            true)) {
      values.put(value.getClass(), value);
    }
  }

  /** Those that the type itself and its supertypes of ours declare. */
  private static Set<Executable> callsOf(Class<?> type) {
    Set<Executable> calls = new LinkedHashSet<>();
    for (Constructor<?> constructor : type.getConstructors()) {
      calls.add(constructor);
    }
    for (Method method : type.getMethods()) {
      if (method.getDeclaringClass().getName().startsWith("org.terzetto")
          && !method.isBridge()
          && !isForOthersToImplement(method)
          && !method.getName().equals("equals")) {
        calls.add(method);
      }
    }
    return calls;
  }

  private static boolean isForOthersToImplement(Method method) {
    return method.getDeclaringClass().isAnnotationPresent(FunctionalInterface.class)
        && Modifier.isAbstract(method.getModifiers());
  }

  private void tryNulls(Class<?> type, Executable call) {
    AnnotatedType[] parameters = call.getAnnotatedParameterTypes();
    for (int i = 0; i < parameters.length; i++) {
      if (!call.getParameterTypes()[i].isPrimitive() && !mayBeNull(parameters[i])) {
        tryNull(type, call, i);
      }
    }
  }

  private static boolean mayBeNull(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class)
        || type instanceof AnnotatedTypeVariable variable
            && List.of(variableBounds(variable)).stream().anyMatch(NullArgumentsTest::mayBeNull);
  }

  private static AnnotatedType[] variableBounds(AnnotatedTypeVariable variable) {
    return ((TypeVariable<?>) variable.getType()).getAnnotatedBounds();
  }

  private void tryNull(Class<?> type, Executable call, int position) {
    String what = call + " with null at " + position;
    Object[] arguments = new Object[call.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i == position ? null : valueOf(call.getParameterTypes()[i]);
    }
    calls++;
    try {
      if (call instanceof Method method) {
        method.setAccessible(true); // it may come from a supertype that is not public
        method.invoke(Modifier.isStatic(method.getModifiers()) ? null : valueOf(type), arguments);
      } else {
        ((Constructor<?>) call).newInstance(arguments);
      }
      mistakes.add(what + " is accepted");
    } catch (InvocationTargetException e) {
      check(what, e.getCause());
    } catch (ReflectiveOperationException e) {
      mistakes.add(what + " cannot be tried: " + e);
    }
  }

  /** A name, and not the sentence that the JVM makes when it stumbles over the null itself. */
  private void check(String what, Throwable thrown) {
    boolean named =
        thrown instanceof NullPointerException
            && thrown.getMessage() != null
            && thrown.getMessage().matches("\\w+|.* is null; .*");
    if (!named) {
      mistakes.add(what + " throws " + thrown);
    }
  }

  private Object valueOf(Class<?> type) {
    for (Map.Entry<Class<?>, Object> value : values.entrySet()) {
      if (wrapped(type).isAssignableFrom(value.getKey()) && type != Object.class) {
        return value.getValue();
      }
    }
    if (type.isInterface()) {
      return neverToBeCalled(type);
    }
    return type == Event.class ? new Event() : "any object";
  }

  private static Class<?> wrapped(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  private static Object neverToBeCalled(Class<?> type) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.getName().equals("toString") ? "a proxy" : 0;
          }
          throw new AssertionError(method + " is called before all arguments are checked");
        });
  }
}
