package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.channel.Producer;
import org.terzetto.lowlevel.CloseWatch;
import org.terzetto.testing.Covers;

/** What debug mode says of things that nobody closed. */
class NeverClosedTest {
  private static List<LogRecord> reports(boolean debug, TaskBody main) throws Exception {
    LogCapture log = LogCapture.of("org.terzetto.Debug");
    try {
      Terzetto.run(RunOptions.defaults().withDebug(debug), main);
      return List.copyOf(log.records());
    } finally {
      log.close();
    }
  }

  @Test
  @Covers("DBG-3")
  void channel_openAtTheEnd_isReported_withTaskAndPlace() throws Exception {
    List<LogRecord> reports =
        reports(
            true,
            () ->
                Nursery.run(nursery -> {
                  nursery.startSoon("forgetful", () -> forget(3));
                  nursery.startSoon("boundless", () -> forget(Integer.MAX_VALUE));
                }));
    List<String> said = reports.stream().map(LogRecord::getMessage).sorted().toList();
    assertEquals(2, said.size());
    assertTrue(
        said.get(0).startsWith("a memory channel of capacity 3, opened by task 'forgetful', was"),
        said.get(0));
    assertTrue(
        said.get(1).startsWith("an unbounded memory channel, opened by task 'boundless', was"),
        said.get(1));
    for (LogRecord report : reports) {
      StackTraceElement place = report.getThrown().getStackTrace()[0];
      assertEquals(NeverClosedTest.class.getName(), place.getClassName());
      assertEquals("forget", place.getMethodName());
    }
  }

  private static void forget(int capacity) {
    MemoryChannel<String> channel = MemoryChannel.open(capacity);
    channel.sender().duplicate().close();
    channel.receiver().duplicate().close();
  }

  @Test
  @Covers("DBG-3")
  void channel_withOneSideClosed_isNotReported() throws Exception {
    List<LogRecord> reports =
        reports(
            true,
            () -> {
              MemoryChannel.open(0).sender().close();
              MemoryChannel.open(0).receiver().close();
              MemoryChannel.openUnbounded().receiver().close();
              Producer<String> producer = out -> out.emit("value");
              producer.run(channel -> assertEquals("value", channel.receive()));
              producer.run(channel -> channel.forEach(value -> assertEquals("value", value)));
            });
    assertEquals(List.of(), reports);
  }

  @Test
  @Covers("DBG-4")
  void withoutDebugModeOrOutsideOfARun_nothingIsSaid() throws Exception {
    MemoryChannel<String> outside = MemoryChannel.open(1);
    assertSame(CloseWatch.NONE, CloseWatch.opened("something"));
    List<LogRecord> reports =
        reports(
            false,
            () -> {
              forget(1);
              outside.sender().send("used in a run");
              assertSame(CloseWatch.NONE, CloseWatch.opened("something"));
            });
    assertEquals(List.of(), reports);
    assertEquals(List.of(), reports(true, () -> outside.receiver().receive()));
  }

  @Test
  @Covers("DBG-4")
  void resourcesOfOthers_areWatchedLikewise() throws Exception {
    List<LogRecord> reports =
        reports(
            true,
            () -> {
              CloseWatch.opened("a file");
              CloseWatch closed = CloseWatch.opened("a socket");
              closed.closed();
              closed.closed();
            });
    assertEquals(1, reports.size());
    assertTrue(reports.getFirst().getMessage().startsWith("a file, opened by task 'main', was"));
  }
}
