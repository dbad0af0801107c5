package org.terzetto.benchmarks.micro;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each work of each contender, once and small: it ends, and has told the probe what it measured.
 */
class WorksTest {
  private static final int SIZE = 2000;

  @TestFactory
  Stream<DynamicTest> works_runToTheirEnd() {
    return Stream.of(
            new TerzettoWorks(),
            new ContinuationWorks(),
            new VirtualThreadWorks(),
            new VirtualYieldWorks(),
            new StructuredScopeWorks(),
            new KotlinWorks(),
            new JoxWorks())
        .flatMap(contender ->
            contender.works().entrySet().stream()
                .map(work ->
                    dynamicTest(
                        contender.getClass().getSimpleName() + " " + work.getKey(),
                        () -> assertMeasures(work.getValue()))));
  }

  private static void assertMeasures(Work work) throws Exception {
    Probe probe = new Probe();
    probe.ready();
    long begun = System.nanoTime();
    work.run(SIZE, probe);
    long took = System.nanoTime() - begun;
    List<Long> figures = Stream.of(probe.line().split(" ")).map(Long::valueOf).toList();
    long nanos = figures.getFirst();
    assertTrue(nanos > 0 && nanos <= took, nanos + " of " + took + " ns");
  }
}
