package org.terzetto.core;

import java.util.List;
import org.terzetto.channel.Emitter;
import org.terzetto.channel.Producer;

/** Counts up, and says what it does. */
record CountingProducer(int to, List<String> log) implements Producer<Integer> {
  @Override
  public void produce(Emitter<Integer> out) throws InterruptedException {
    log.add("begins");
    try {
      for (int i = 1; i <= to; i++) {
        log.add("makes " + i);
        out.emit(i);
      }
      log.add("has no more");
    } finally {
      log.add("cleans up");
    }
  }
}
