package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Processors, by the kernel's numbers, in rising order. */
record CpuSet(List<Integer> numbers) {
  /** Those that this process may run on; none where the system does not tell. */
  static CpuSet allowed() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String prefix = "Cpus_allowed_list:";
      return lines
          .filter(line -> line.startsWith(prefix))
          .findFirst()
          .map(line -> parse(line.substring(prefix.length())))
          .orElse(new CpuSet(List.of()));
    } catch (IOException e) {
      return new CpuSet(List.of());
    }
  }

  /** Of the form {@code 0-3,8}. */
  static CpuSet parse(String list) {
    return new CpuSet(
        Stream.of(list.strip().split(",", -1)).flatMapToInt(CpuSet::range).boxed().toList());
  }

  private static IntStream range(String text) {
    String[] ends = text.split("-", -1);
    return IntStream.rangeClosed(
        Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
  }

  /**
   * The first and another one, on another core if there is one: two hyperthreads would be in each
   * other's way. There have to be two.
   *
   * @param coreOf what tells the core of a processor from other cores
   */
  List<Integer> twoApart(IntFunction<String> coreOf) {
    int first = numbers.getFirst();
    String core = coreOf.apply(first);
    int second =
        numbers.stream()
            .filter(cpu -> !coreOf.apply(cpu).equals(core))
            .findFirst()
            .orElse(numbers.get(1));
    return List.of(first, second);
  }

  /** The hyperthreads of a processor's core, as a name of the core; where unknown, itself alone. */
  static String coreOf(int cpu) {
    try {
      return Files.readString(
              Path.of("/sys/devices/system/cpu/cpu" + cpu, "topology", "thread_siblings_list"))
          .strip();
    } catch (IOException e) {
      return "" + cpu;
    }
  }
}
