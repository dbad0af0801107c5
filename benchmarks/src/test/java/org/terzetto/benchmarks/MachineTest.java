package org.terzetto.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.terzetto.benchmarks.race.Effort;

class MachineTest {
  private final String conditions = Machine.conditions(List.of("--quick", "spawn"), Effort.QUICK);

  @Test
  void conditions_nameTheCommand() {
    assertTrue(conditions.contains("`./build bench --quick spawn`"), conditions);
  }

  @Test
  void conditions_nameEachPeerWithItsVersion() {
    Map<String, String> versions =
        Pattern.compile("([A-Za-z.]+) ([0-9][^ ,]*)")
            .matcher(row("peers"))
            .results()
            .collect(Collectors.toMap(peer -> peer.group(1), peer -> peer.group(2)));
    assertEquals(
        List.of("Jox", "Kotlin", "Netty", "kotlinx.coroutines", "ktor"),
        versions.keySet().stream().sorted().toList());
  }

  @Test
  void conditions_sayHowMuchWasRun() {
    assertEquals(
        " 1 launches of each contender, each with 4 rounds that count, after at least 4 and 0.3 s to"
            + " warm up; a tenth of the full size, for a look in passing ",
        row("rounds"));
  }

  @Test
  void conditions_leaveNoRowEmpty() {
    for (String name :
        List.of("processor", "servers", "memory", "system", "Terzetto", "JVM", "C compiler")) {
      assertFalse(row(name).isBlank(), name);
    }
  }

  private String row(String name) {
    return conditions
        .lines()
        .filter(line -> line.startsWith("| " + name + " | "))
        .map(line -> line.split("\\|", -1)[2])
        .collect(Collectors.joining());
  }
}
