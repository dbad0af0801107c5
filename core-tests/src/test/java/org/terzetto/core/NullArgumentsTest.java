package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.Executable;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
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
import org.terzetto.TaskLocal;
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

  private final List<String> mistakes = new ArrayList<>();
  private int calls;

  @Test
  void nullArgument_anywhere_isNamedBeforeAnythingHappens() throws Exception {
    PublicCalls.inARun(this::tryAll);
    assertEquals(List.of(), mistakes);
    assertTrue(calls > 100, "only " + calls + " calls were tried");
  }

  private void tryAll(PublicCalls good) {
    RunStatistics before = RunStatistics.current();
    for (Class<?> type : TYPES) {
      for (Executable call : PublicCalls.of(type)) {
        tryNulls(good, type, call);
      }
    }
    assertEquals(before.tasksLiving(), RunStatistics.current().tasksLiving());
  }

  private void tryNulls(PublicCalls good, Class<?> type, Executable call) {
    AnnotatedType[] parameters = call.getAnnotatedParameterTypes();
    for (int i = 0; i < parameters.length; i++) {
      if (!call.getParameterTypes()[i].isPrimitive() && !mayBeNull(parameters[i])) {
        tryNull(good, type, call, i);
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

  private void tryNull(PublicCalls good, Class<?> type, Executable call, int position) {
    String what = call + " with null at " + position;
    @Nullable Object[] arguments = good.arguments(call);
    arguments[position] = null;
    calls++;
    try {
      Throwable thrown = good.failureOf(type, call, arguments);
      if (thrown == null) {
        mistakes.add(what + " is accepted");
      } else {
        check(what, thrown);
      }
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
}
