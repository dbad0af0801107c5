package org.terzetto.benchmarks.micro;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process of one contender and one row. It reads the size of a round, does the round, answers
 * with the figures, and so on until its input ends. Nothing else runs in it: what the JIT has
 * learned, and what lies on the heap, is this contender's alone.
 */
final class Worker {
  static final String ANSWER = "measured ";

  private Worker() {}

  /** Takes the name of the contender's class, and the name of the row. */
  static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    Works contender =
        Class.forName(args[0]).asSubclass(Works.class).getDeclaredConstructor().newInstance();
    Work work = contender.works().get(args[1]);
    if (work == null) {
      throw new IllegalArgumentException(args[0] + " has no work called " + args[1]);
    }
    serve(work, answers);
  }

  private static void serve(Work work, PrintStream answers) throws Exception {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      Probe probe = new Probe();
      probe.ready();
      work.run(Integer.parseInt(order), probe);
      answers.println(ANSWER + probe.line());
      answers.flush();
    }
  }
}
