package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Instruments;
import org.terzetto.spi.Instrument;

/**
 * Calls from where they are not allowed: each public method is called from another thread during
 * the run, from any thread after its end, and, if only tasks may call it, from a hook. What the
 * Javadoc says by {@code @thread} has to hold, and nothing may have changed.
 */
class WrongThreadsTest {
  private static final Set<String> TASKS = Set.of("a task of the run");
  private static final Set<String> RUN = Set.of("a task of the run", "inside the run");

  /** What may be refused for another reason, or does no harm. */
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("Task.result", "can be read for ever"),
          Map.entry("MemorySendChannel.duplicate", "wakes nobody"),
          Map.entry("MemoryReceiveChannel.duplicate", "wakes nobody"),
          Map.entry("SendChannel.close", "refused if there is somebody to wake"),
          Map.entry("ReceiveChannel.close", "refused if there is somebody to wake"),
          Map.entry("ParkingLot.unpark", "refused if there is somebody to wake"),
          Map.entry("ParkingLot.addBreaker", "refused because the task has ended"),
          Map.entry("AsyncResource.close", "as the next two"),
          Map.entry("MemorySendStream.", "for tests, of use after the run too"),
          Map.entry("MemoryReceiveStream.", "for tests, of use after the run too"),
          Map.entry("MemoryStreams.pump", "for tests, of use after the run too"),
          Map.entry("HostThread.", "on the bare thread it just calls"),
          Map.entry("Link.reset", "does nothing without a connection"),
          Map.entry("SocketListener.of", "needs a socket"),
          Map.entry("SocketStream.of", "needs a socket"),
          Map.entry("Connections.connectTo", "needs a socket"));

  private final ThreadTags tags = new ThreadTags();
  private final List<String> mistakes = new ArrayList<>();
  private int calls;

  @Test
  void call_fromAnotherThread_isRefusedBeforeAnythingHappens() throws Exception {
    PublicCalls.inARun(good -> {
      ForeignThreads.join(() -> tryAll(good, RUN));
      Checkpoints.checkpoint();
    });
    checkMistakes(100);
  }

  @Test
  void call_afterTheEndOfTheRun_isRefusedBeforeAnythingHappens() throws Exception {
    List<PublicCalls> objects = new ArrayList<>();
    PublicCalls.inARun(objects::add);
    tryAll(objects.getFirst(), RUN);
    checkMistakes(100);
  }

  @Test
  void callOfATask_fromAHook_isRefusedBeforeAnythingHappens() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    PublicCalls.inARun(good -> {
      Instruments.add(
          new Instrument() {
            @Override
            public void beforeIoWait(Duration timeout) {
              Instruments.remove(this);
              try {
                tryAll(good, TASKS);
              } catch (Exception failure) {
                failures.add(failure);
              }
            }
          });
      Checkpoints.checkpoint();
      Checkpoints.checkpoint();
    });
    assertEquals(List.of(), failures);
    checkMistakes(50);
  }

  private void checkMistakes(int least) {
    assertEquals(List.of(), mistakes);
    assertTrue(calls > least, "only " + calls + " calls were tried");
  }

  private void tryAll(PublicCalls good, Set<String> callers) throws Exception {
    for (Class<?> type : PublicTypes.all()) {
      for (Executable call : PublicCalls.of(type)) {
        boolean canBeCalled = Modifier.isStatic(call.getModifiers()) || good.has(type);
        Set<String> allowed = tags.of(type, call);
        if (canBeCalled && !allowed.isEmpty() && callers.containsAll(allowed)) {
          tryCall(good, type, call);
        }
      }
    }
  }

  private void tryCall(PublicCalls good, Class<?> type, Executable call)
      throws ReflectiveOperationException {
    String name = type.getSimpleName() + "." + call.getName();
    if (EXCEPTIONS.keySet().stream().anyMatch(name::startsWith)) {
      return;
    }
    calls++;
    Set<String> before = good.state();
    Throwable thrown = good.failureOf(type, call, good.arguments(call));
    if (!(thrown instanceof IllegalStateException || thrown instanceof WrongThreadException)
        || thrown.getMessage() == null) {
      mistakes.add(call + ": " + thrown);
    }
    Set<String> changed = new TreeSet<>(good.state());
    changed.removeAll(before);
    if (!changed.isEmpty()) {
      mistakes.add(call + " has made " + changed);
    }
  }
}
