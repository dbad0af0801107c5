package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.terzetto.Nursery;
import org.terzetto.TaskMode;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunStatistics;

/** What the JDK's own thread dump tells about a run. */
class ThreadDumpTest {
  @TempDir private Path folder;

  @Test
  void dump_ofARun_showsEveryTaskOnceWithItsStack() throws Exception {
    String dump =
        Terzetto.run(() ->
            Nursery.call(nursery -> {
              nursery.startSoon(
                  "dumped-parent",
                  () -> Nursery.run(inner -> inner.startSoon("dumped-child", this::waitHere)));
              waitAllTasksBlocked();
              String text = dump("all");
              assertEquals(
                  RunStatistics.current().taskMode() == TaskMode.LOOP,
                  text.contains("run of Terzetto"));
              nursery.cancelScope().cancel();
              return text;
            }));
    for (String task : new String[] {"dumped-parent", "dumped-child"}) {
      String entry = "\"name\": \"" + task + "\"";
      assertEquals(2, dump.split(Pattern.quote(entry), -1).length, entry + " in " + dump);
    }
    assertTrue(dump.contains("waitHere"), dump);
  }

  @Test
  void dump_afterTheRun_hasNoTraceOfIt() throws Exception {
    Terzetto.run(() -> Terzetto.sleep(java.time.Duration.ZERO));
    assertFalse(dump("after").contains("run of Terzetto"));
  }

  private void waitHere() throws InterruptedException {
    Terzetto.sleepForever();
  }

  private String dump(String name) throws Exception {
    Path file = folder.resolve(name + ".json");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
    return Files.readString(file);
  }
}
