package org.terzetto.core;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.terzetto.Backoff;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskLocal;
import org.terzetto.TaskMode;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.io.ConnectOptions;
import org.terzetto.io.ServeOptions;
import org.terzetto.io.StapledStream;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.RunVar;
import org.terzetto.lowlevel.TaskContext;
import org.terzetto.lowlevel.WorkerThreads;
import org.terzetto.sync.CapacityLimiter;
import org.terzetto.sync.Condition;
import org.terzetto.sync.Event;
import org.terzetto.sync.Lock;
import org.terzetto.sync.Semaphore;
import org.terzetto.sync.StrictFifoLock;
import org.terzetto.testing.MemoryReceiveStream;
import org.terzetto.testing.MemorySendStream;
import org.terzetto.testing.MemoryStreams;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.Sequencer;
import org.terzetto.testing.StreamPair;
import org.terzetto.testing.net.Host;
import org.terzetto.testing.net.SimulatedNetwork;
import org.terzetto.thread.ThreadOptions;

/**
 * Good values for the parameters of all public methods, by type; and the calls themselves. Whatever
 * somebody implements in a lambda must not be called.
 */
final class PublicCalls {
  private final Map<Class<?>, Object> values = new LinkedHashMap<>(); // the first that fits

  interface Body {
    void run(PublicCalls good) throws Exception;
  }

  /** Gives the body objects to call, of a run that lives meanwhile. */
  static void inARun(Body body) throws Exception {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      source.configureBlocking(false);
      Terzetto.run(
          RunOptions.defaults().withLongStep(Duration.ZERO),
          () -> Nursery.run(nursery -> body.run(new PublicCalls(nursery, source))));
    }
  }

  private PublicCalls(Nursery nursery, SelectableChannel channel) {
    MemoryChannel<Object> memory = MemoryChannel.open(1);
    RunVar<Object> variable = new RunVar<>("variable");
    SimulatedNetwork network = new SimulatedNetwork(1);
    Host host = network.host("host");
    StreamPair<MemorySendStream, MemoryReceiveStream> pair = MemoryStreams.oneWayPair();
    for (Object value :
        List.of(
            nursery,
            nursery.cancelScope(),
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
            network,
            host,
            network.link(host, network.host("other")),
            pair.one(),
            pair.other(),
            new StapledStream<>(pair.one(), pair.other()),
            new MockClock(),
            new Sequencer(),
            ConnectOptions.defaults(),
            ServeOptions.defaults(),
            Exception.class,
            List.of(new Exception()),
            Optional.empty(),
            System.err,
            channel,
            ByteBuffer.allocate(1),
            new byte[1],
            new String[] {"INT"},
            "text",
            1,
            1L,
            1.0,
            true)) {
      values.put(value.getClass(), value);
    }
  }

  /** Those that the type itself and its supertypes of ours declare. */
  static Set<Executable> of(Class<?> type) {
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

  /** What the call throws, null if nothing. */
  @Nullable Throwable failureOf(Class<?> type, Executable call, @Nullable Object[] arguments)
      throws ReflectiveOperationException {
    try {
      if (call instanceof Method method) {
        method.setAccessible(true); // it may come from a supertype that is not public
        method.invoke(Modifier.isStatic(method.getModifiers()) ? null : value(type), arguments);
      } else {
        ((Constructor<?>) call).newInstance(arguments);
      }
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  /** Good arguments for a call. */
  @Nullable Object[] arguments(Executable call) {
    return List.of(call.getParameterTypes()).stream().map(this::value).toArray();
  }

  /** What all the objects tell of themselves. */
  Set<String> state() {
    return values.values().stream().map(Object::toString).collect(Collectors.toSet());
  }

  /** Whether there is an object to call its methods on, and not only a proxy. */
  boolean has(Class<?> type) {
    return values.keySet().stream().anyMatch(type::isAssignableFrom);
  }

  private Object value(Class<?> type) {
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
