package org.terzetto.benchmarks.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CpuSetTest {
  private static final Optional<Path> TASKSET = Optional.of(Path.of("/bin/taskset"));

  @Test
  void list_hasRangesAndSingleNumbers() {
    assertEquals(List.of(0, 1, 2, 3, 8, 10, 11), CpuSet.parse("\t0-3,8,10-11\n").numbers());
  }

  @Test
  void two_areOfDifferentCores() {
    CpuSet set = CpuSet.parse("2-5");
    assertEquals(List.of(2, 4), set.twoApart(cpu -> "" + cpu / 2));
    assertEquals(List.of(2, 3), set.twoApart(cpu -> "" + cpu % 2));
  }

  @Test
  void two_ofOneCore_whereThereIsNoOther() {
    assertEquals(List.of(2, 3), CpuSet.parse("2,3").twoApart(_ -> "0"));
  }

  @Test
  void cores_areOfThoseThatAreAllowed() {
    Cores cores = Cores.of(CpuSet.parse("2,3"), cpu -> "" + cpu, TASKSET);
    assertEquals(List.of("/bin/taskset", "-c", "2", "x"), cores.pinServer(List.of("x")));
    assertEquals(List.of("/bin/taskset", "-c", "3", "x"), cores.pinGenerator(List.of("x")));
    assertEquals("server on processor 2, load on processor 3", cores.text());
  }

  @Test
  void cores_thatAreHyperthreads_areTold() {
    Cores cores = Cores.of(CpuSet.parse("2,3"), _ -> "2-3", TASKSET);
    assertEquals("server on processor 2, load on processor 3, of one core", cores.text());
  }

  @Test
  void cores_withoutTaskset_areNotPinned() {
    Cores cores = Cores.of(CpuSet.parse("0-7"), cpu -> "" + cpu, Optional.empty());
    assertEquals(List.of("x"), cores.pinServer(List.of("x")));
    assertEquals("not pinned: no taskset", cores.text());
  }

  @Test
  void cores_withOneProcessor_areNotPinned() {
    Cores cores = Cores.of(CpuSet.parse("1"), cpu -> "" + cpu, TASKSET);
    assertEquals(List.of("x"), cores.pinServer(List.of("x")));
    assertEquals("not pinned: fewer than two processors are allowed", cores.text());
  }
}
