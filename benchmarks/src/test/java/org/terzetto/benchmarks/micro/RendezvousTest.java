package org.terzetto.benchmarks.micro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private final ContinuationScope scope = new ContinuationScope("test");
  private final Rendezvous channel = new Rendezvous(scope);
  private final AtomicInteger received = new AtomicInteger();

  /** Ten values, and ten switches; each continuation takes one more turn to begin or to end. */
  @Test
  void values_takeOneSwitchEach_andArriveInOrder() {
    assertEquals(10 + 2, turns(receiver(10), sender(10)));
    assertEquals(10, received.get());
  }

  @Test
  void sender_thatBegins_isMetAsWell() {
    turns(sender(7), receiver(7));
    assertEquals(7, received.get());
  }

  @Test
  void values_tooFew_areNoticed() {
    assertThrows(IllegalStateException.class, () -> turns(receiver(5), sender(3)));
  }

  @Test
  void values_tooMany_areNoticed() {
    assertThrows(IllegalStateException.class, () -> turns(sender(5), receiver(3)));
  }

  private Continuation receiver(int times) {
    return new Continuation(
        scope,
        () -> {
          for (int i = 0; i < times; i++) {
            assertSame(Integer.valueOf(received.getAndIncrement()), channel.receive());
          }
        });
  }

  /** Small numbers, which are the same object each time. */
  private Continuation sender(int times) {
    return new Continuation(
        scope,
        () -> {
          for (int i = 0; i < times; i++) {
            channel.send(i);
          }
        });
  }

  private static int turns(Continuation... continuations) {
    int turns = 0;
    boolean done = false;
    while (!done) {
      done = true;
      for (Continuation next : continuations) {
        if (!next.isDone()) {
          next.run();
          turns++;
          done = false;
        }
      }
    }
    return turns;
  }
}
