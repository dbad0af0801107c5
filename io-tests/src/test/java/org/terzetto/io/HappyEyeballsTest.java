package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;

/**
 * The race between addresses, on a clock that jumps, against hosts that are as slow as they say.
 */
@Timeout(60)
class HappyEyeballsTest {
  /** How an address behaves: after a while it answers, or fails. */
  private record Host(double seconds, Throwable failure) {}

  private final Map<String, Host> hosts = new HashMap<>();
  private final List<InetSocketAddress> targets = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private LoopTime start = LoopTime.NEVER;
  private int stillOpen;

  private void answers(String address, double seconds) {
    add(address, new Host(seconds, null));
  }

  private void fails(String address, double seconds) {
    add(address, new Host(seconds, new IOException(address + " refuses")));
  }

  private void add(String address, Host host) {
    InetSocketAddress target = new InetSocketAddress(InetAddress.ofLiteral(address), 80);
    targets.add(target);
    hosts.put(target.getAddress().getHostAddress(), host);
  }

  private String now() {
    Duration since = Terzetto.currentTime().since(start);
    return String.format("%.2f", since.toNanos() / 1e9);
  }

  private final class FakeAttempt implements HappyEyeballs.Attempt<String> {
    private final String address;

    FakeAttempt(String address) {
      this.address = address;
      stillOpen++;
    }

    @Override
    public void connect() throws IOException, InterruptedException {
      events.add(now() + " try " + address);
      Host host = hosts.get(address);
      Terzetto.sleep(Duration.ofNanos(Math.round(host.seconds * 1e9)));
      switch (host.failure) {
        case null -> {}
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Throwable e -> throw new AssertionError(e);
      }
    }

    @Override
    public String finish() {
      stillOpen--;
      return address;
    }

    @Override
    public void close() {
      stillOpen--;
      events.add(now() + " close " + address);
    }
  }

  /** Connects with a delay of 250 ms; the time it took, and to whom. */
  private String connect() throws Exception {
    return Terzetto.run(
        RunOptions.defaults().withClock(new MockClock().autojumpThreshold(Duration.ZERO)),
        () -> {
          start = Terzetto.currentTime();
          try {
            String winner =
                HappyEyeballs.connect(
                    "host:80",
                    targets,
                    ConnectOptions.defaults().happyEyeballsDelay(),
                    target -> open(target.getAddress().getHostAddress()));
            return now() + " " + winner;
          } finally {
            assertEquals(0, stillOpen, "every socket but the winner's is closed");
          }
        });
  }

  private FakeAttempt open(String address) throws IOException {
    if (hosts.get(address).seconds == Double.POSITIVE_INFINITY) {
      throw new IOException("family not supported");
    }
    return new FakeAttempt(address);
  }

  private List<String> tries() {
    return events.stream().filter(e -> e.contains("try")).toList();
  }

  @Test
  @Covers("HEB-1")
  void interleaved_movesTheFirstOfTheOtherFamilyToSecondPlace() {
    InetSocketAddress a4 = new InetSocketAddress(InetAddress.ofLiteral("1.0.0.1"), 1);
    InetSocketAddress b4 = new InetSocketAddress(InetAddress.ofLiteral("1.0.0.2"), 1);
    InetSocketAddress a6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 1);
    InetSocketAddress b6 = new InetSocketAddress(InetAddress.ofLiteral("::2"), 1);
    assertEquals(List.of(a4, a6, b4, b6), HappyEyeballs.interleaved(List.of(a4, b4, a6, b6)));
    assertEquals(List.of(a6, a4, b6, b4), HappyEyeballs.interleaved(List.of(a6, b6, a4, b4)));
    assertEquals(List.of(a4, a6, b6, b4), HappyEyeballs.interleaved(List.of(a4, a6, b6, b4)));
    assertEquals(List.of(a4, b4), HappyEyeballs.interleaved(List.of(a4, b4)));
    assertEquals(List.of(a6), HappyEyeballs.interleaved(List.of(a6)));
  }

  @Test
  @Covers({"HEB-2", "HEB-3"})
  void oneAddress_answersOrFails() throws Exception {
    answers("1.0.0.1", 3);
    assertEquals("3.00 1.0.0.1", connect());
    hosts.clear();
    targets.clear();
    fails("1.0.0.2", 3);
    ConnectException e = assertThrows(ConnectException.class, this::connect);
    assertTrue(e.getMessage().contains("1.0.0.2 refuses"), e.getMessage());
  }

  @Test
  @Covers({"HEB-2", "HEB-3", "HEB-4"})
  void slowOnes_areOvertakenByAFastOne() throws Exception {
    answers("1.0.0.1", 1);
    answers("1.0.0.2", 1);
    answers("1.0.0.3", 0.2);
    answers("1.0.0.4", 0);
    assertEquals("0.70 1.0.0.3", connect());
    assertEquals(List.of("0.00 try 1.0.0.1", "0.25 try 1.0.0.2", "0.50 try 1.0.0.3"), tries());
  }

  @Test
  @Covers({"HEB-2", "HEB-5", "C-58"})
  void failures_bringTheNextAttemptForward() throws Exception {
    fails("1.0.0.1", 0.1);
    fails("1.0.0.2", 0.2);
    answers("1.0.0.3", 10);
    answers("1.0.0.4", 0.25);
    assertEquals("0.80 1.0.0.4", connect());
    assertEquals(
        List.of("0.00 try 1.0.0.1", "0.10 try 1.0.0.2", "0.30 try 1.0.0.3", "0.55 try 1.0.0.4"),
        tries());
  }

  @Test
  @Covers("HEB-3")
  void earlierAttempt_winsInTheEndIfItAnswersFirst() throws Exception {
    answers("1.0.0.1", 0.4);
    answers("::1", 10);
    answers("1.0.0.2", 10);
    assertEquals("0.40 1.0.0.1", connect());
    assertEquals(List.of("0.00 try 1.0.0.1", "0.25 try 0:0:0:0:0:0:0:1"), tries());
    assertTrue(events.contains("0.40 close 0:0:0:0:0:0:0:1"), events.toString());
  }

  @Test
  @Covers("HEB-6")
  void twoAtTheSameInstant_oneIsReturnedAndTheOtherClosed() throws Exception {
    answers("1.0.0.1", 0.5);
    answers("1.0.0.2", 0.25);
    answers("1.0.0.3", 0);
    String outcome = connect();
    assertTrue(outcome.startsWith("0.50 "), outcome);
    assertTrue(events.stream().filter(e -> e.contains("close")).count() >= 1);
  }

  @Test
  @Covers({"HEB-7", "EXG-5"})
  void allFail_oneErrorWithAllOthersInTheirOrder() throws Exception {
    fails("1.0.0.1", 3);
    fails("1.0.0.2", 1);
    fails("1.0.0.3", 0.1);
    ConnectException e = assertThrows(ConnectException.class, this::connect);
    assertTrue(e.getMessage().startsWith("cannot connect to host:80"), e.getMessage());
    ExceptionGroup group = assertInstanceOf(ExceptionGroup.class, e.getCause());
    assertEquals(
        List.of("1.0.0.3 refuses", "1.0.0.2 refuses", "1.0.0.1 refuses"),
        group.exceptions().stream().map(Throwable::getMessage).toList());
  }

  @Test
  @Covers("HEB-8")
  void socketCannotBeMade_countsAsAnImmediateFailure() throws Exception {
    answers("::1", Double.POSITIVE_INFINITY);
    answers("1.0.0.1", 0.1);
    assertEquals("0.10 1.0.0.1", connect());
  }

  @Test
  @Covers("HEB-9")
  void noAddress_saysThatNothingWasFound() {
    UnknownHostException e = assertThrows(UnknownHostException.class, this::connect);
    assertEquals("no address was found for host:80", e.getMessage());
  }

  @Test
  @Covers("HEB-10")
  void cancelled_closesEverySocket() throws Exception {
    answers("1.0.0.1", 10);
    answers("1.0.0.2", 10);
    answers("1.0.0.3", 10);
    Terzetto.run(
        RunOptions.defaults().withClock(new MockClock().autojumpThreshold(Duration.ZERO)),
        () -> {
          start = Terzetto.currentTime();
          CancelScope scope =
              CancelScope.moveOnAfter(
                  Duration.ofMillis(600),
                  s ->
                      HappyEyeballs.connect(
                          "host:80",
                          targets,
                          Duration.ofMillis(250),
                          target -> open(target.getAddress().getHostAddress())));
          assertTrue(scope.cancelledCaught());
          assertEquals("0.60", now());
        });
    assertEquals(3, tries().size());
    assertEquals(0, stillOpen);
  }

  @Test
  @Covers("HEB-11")
  void otherErrors_endTheRaceInAGroup() throws Exception {
    answers("1.0.0.1", 10);
    IllegalStateException bug = new IllegalStateException("bug");
    add("1.0.0.2", new Host(0.1, bug));
    answers("1.0.0.3", 10);
    ExceptionGroup group = assertThrows(ExceptionGroup.class, this::connect);
    assertSame(bug, group.exceptions().getFirst());
    assertEquals(2, tries().size());
  }

  @Test
  @Covers("HEB-11")
  void winnerCannotBeWrapped_isClosedAndTheErrorComesAsItIs() throws Exception {
    answers("1.0.0.1", 0);
    UnwrappableDialer dialer = new UnwrappableDialer();
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                Terzetto.run(() ->
                    HappyEyeballs.connect("host:80", targets, Duration.ofMillis(250), dialer)));
    assertSame(dialer.refusal, e);
    assertEquals(1, dialer.closed);
  }

  /** Connects at once, but does not give a result. */
  private static final class UnwrappableDialer implements HappyEyeballs.Dialer<String> {
    final IOException refusal = new IOException("no stream for you");
    int closed;

    @Override
    public HappyEyeballs.Attempt<String> open(InetSocketAddress target) {
      return new HappyEyeballs.Attempt<>() {
        @Override
        public void connect() {}

        @Override
        public String finish() throws IOException {
          throw refusal;
        }

        @Override
        public void close() {
          closed++;
        }
      };
    }
  }
}
