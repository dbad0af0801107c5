package org.terzetto.benchmarks.micro;

import static org.terzetto.benchmarks.race.Metric.ALLOCATED;
import static org.terzetto.benchmarks.race.Metric.CPU;
import static org.terzetto.benchmarks.race.Metric.LIVE;
import static org.terzetto.benchmarks.race.Metric.TIME;
import static org.terzetto.benchmarks.race.Target.absolute;
import static org.terzetto.benchmarks.race.Target.ratio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.terzetto.benchmarks.race.Entrant;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Row;
import org.terzetto.benchmarks.race.Target;

/** The catalogue: what is measured inside one process, who does it, and what ours has to reach. */
public final class MicroRows {
  private static final int MILLION = 1_000_000;
  private static final List<Metric> TIMES = List.of(TIME, CPU, ALLOCATED);

  /**
   * The scope itself, and nothing beside it: its place in the tree (nine references, of which one
   * says how far its life has come), its deadline and its timeout (two longs), its depth and its
   * place among the deadlines (two ints), eight answers of yes or no, and a header of 12 bytes. A
   * scope that is handed to its block has to be an object; its deadline need not be another one.
   */
  private static final int SCOPE_BYTES = 80;

  /** What the rest of the process allocates meanwhile, which is counted with it. */
  private static final double OTHER_BYTES = 0.5;

  /** By default it would run in portable mode where it has to, and pass for what it is not. */
  private static final String LOOP_MODE = "-Dterzetto.taskMode=loop";

  private MicroRows() {}

  /** A contender: its label, its class, and what its JVM needs beyond what all have. */
  private enum Who {
    TERZETTO("Terzetto", TerzettoWorks.class, LOOP_MODE),
    INSTRUMENTED(
        "Terzetto, with an instrument",
        TerzettoWorks.class,
        LOOP_MODE,
        "-Dbenchmarks.instrument=true"),
    PORTABLE("Terzetto, portable mode", TerzettoWorks.class, "-Dterzetto.taskMode=portable"),
    CONTINUATION("raw continuations", ContinuationWorks.class),
    VIRTUAL("virtual threads", VirtualThreadWorks.class),
    YIELD("virtual threads, yield", VirtualYieldWorks.class),
    SCOPE("StructuredTaskScope", StructuredScopeWorks.class),
    KOTLIN("Kotlin coroutines", "org.terzetto.benchmarks.micro.KotlinWorks"),
    // Where it sees more processors it spins before it parks, which on one carrier keeps the other
    // side from running.
    JOX("Jox", JoxWorks.class, "-XX:ActiveProcessorCount=1");

    private final String label;
    private final String type;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> jvmArgs;

    Who(String label, Class<? extends Works> type, String... jvmArgs) {
      this(label, type.getName(), jvmArgs);
    }

    Who(String label, String type, String... jvmArgs) {
      this.label = label;
      this.type = type;
      this.jvmArgs = List.of(jvmArgs);
    }

    Entrant in(String row, int size, List<String> heap) {
      List<String> args = new ArrayList<>(heap);
      args.addAll(jvmArgs);
      return new Entrant(label, effort -> new WorkerProcess(type, row, effort.of(size), args));
    }
  }

  /** All rows, in the order of the report. */
  public static List<Row> all() {
    return List.of(
        switches("switch-2", "A switch, two tasks taking turns"),
        switches("switch-1000", "A switch, 1,000 tasks taking turns"),
        row(
            "spawn",
            "Starting and ending 100,000 short tasks",
            100_000,
            List.of(ratio(TIME, Who.SCOPE.label, 0.6), ratio(TIME, Who.KOTLIN.label, 1.0)),
            Who.TERZETTO,
            Who.PORTABLE,
            Who.CONTINUATION,
            Who.VIRTUAL,
            Who.SCOPE,
            Who.KOTLIN),
        parked(),
        handOff("handoff-0", "A value through a channel of capacity 0", 0.85, Who.CONTINUATION),
        handOff("handoff-100", "A value through a channel of capacity 100", 0.6),
        sleeps(),
        cancel("cancel", "Cancelling 100,000 sleeping tasks, to the last exit", 100_000),
        cancel("cancel-10000", "Cancelling 10,000 sleeping tasks, to the last exit", 10_000),
        row(
            "deadline-move",
            "Moving the soonest of 1,000 deadlines behind all others",
            5 * MILLION,
            List.of(absolute(TIME, 60)),
            Who.TERZETTO),
        row(
            "deadline-scope",
            "Entering and leaving a scope with a deadline, beside 1,000 others",
            5 * MILLION,
            List.of(absolute(TIME, 150), absolute(ALLOCATED, SCOPE_BYTES + OTHER_BYTES)),
            Who.TERZETTO,
            Who.KOTLIN),
        instrumented(
            "instrument-switch",
            "A switch, 1,000 tasks, with an instrument that does nothing",
            "switch-1000",
            2 * MILLION),
        instrumented(
            "instrument-spawn",
            "Starting and ending 100,000 tasks, with an instrument that does nothing",
            "spawn",
            100_000));
  }

  private static Row switches(String name, String title) {
    return row(
        name,
        title,
        2 * MILLION,
        List.of(
            ratio(TIME, Who.CONTINUATION.label, 2.0),
            ratio(TIME, Who.VIRTUAL.label, 0.85),
            ratio(TIME, Who.YIELD.label, 0.5)),
        Who.TERZETTO,
        Who.PORTABLE,
        Who.CONTINUATION,
        Who.VIRTUAL,
        Who.YIELD,
        Who.KOTLIN);
  }

  private static Row parked() {
    return row(
        "parked",
        "1,000,000 tasks put to sleep",
        List.of(TIME, LIVE, CPU, ALLOCATED),
        MILLION,
        heap(3072),
        List.of(ratio(TIME, Who.VIRTUAL.label, 0.7), ratio(LIVE, Who.VIRTUAL.label, 0.95)),
        Who.TERZETTO,
        Who.CONTINUATION,
        Who.VIRTUAL,
        Who.KOTLIN);
  }

  private static Row handOff(String name, String title, double limit, Who... more) {
    List<Who> who = new ArrayList<>(List.of(Who.TERZETTO, Who.PORTABLE));
    who.addAll(List.of(more));
    who.addAll(List.of(Who.JOX, Who.VIRTUAL, Who.KOTLIN));
    return row(
        name,
        title,
        2 * MILLION,
        List.of(ratio(TIME, Who.JOX.label, limit)),
        who.toArray(Who[]::new));
  }

  private static Row sleeps() {
    return row(
        "sleeps",
        "1,000,000 tasks that sleep for up to a second, CPU per task",
        List.of(CPU, TIME, ALLOCATED),
        MILLION,
        heap(3072),
        List.of(ratio(CPU, Who.VIRTUAL.label, 0.6), ratio(CPU, Who.KOTLIN.label, 0.95)),
        Who.TERZETTO,
        Who.CONTINUATION,
        Who.VIRTUAL,
        Who.KOTLIN);
  }

  private static Row cancel(String name, String title, int size) {
    return row(
        name,
        title,
        size,
        List.of(ratio(TIME, Who.VIRTUAL.label, 0.35), ratio(TIME, Who.KOTLIN.label, 1.0)),
        Who.TERZETTO,
        Who.PORTABLE,
        Who.CONTINUATION,
        Who.VIRTUAL,
        Who.SCOPE,
        Who.KOTLIN);
  }

  private static Row instrumented(String name, String title, String work, int size) {
    return new Row(
        name,
        title,
        TIMES,
        List.of(
            Who.INSTRUMENTED.in(work, size, heap(1024)), Who.TERZETTO.in(work, size, heap(1024))),
        List.of(ratio(TIME, Who.TERZETTO.label, 1.15)));
  }

  private static Row row(String name, String title, int size, List<Target> targets, Who... who) {
    return row(name, title, TIMES, size, heap(1024), targets, who);
  }

  private static Row row(
      String name,
      String title,
      List<Metric> metrics,
      int size,
      List<String> heap,
      List<Target> targets,
      Who... who) {
    return new Row(
        name,
        title,
        metrics,
        Arrays.stream(who).map(w -> w.in(name, size, heap)).toList(),
        targets);
  }

  private static List<String> heap(int megabytes) {
    return List.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m");
  }
}
