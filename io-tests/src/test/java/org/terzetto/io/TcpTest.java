package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.testing.Covers;

/** Connecting and listening on loopback. */
@Timeout(60)
class TcpTest {
  private static final int SOME_BACKLOG = 10;

  private static SocketListener listenOnLoopback() throws Exception {
    return Tcp.openTcpListeners(0, "127.0.0.1", SOME_BACKLOG).getFirst();
  }

  private static void assertTalk(SocketListener listener, String host) throws Exception {
    try (SocketStream client = Tcp.openTcpStream(host, listener.port());
        SocketStream server = listener.accept()) {
      client.sendAll(new byte[] {1});
      assertArrayEquals(new byte[] {1}, server.receiveSome());
    }
  }

  @Test
  @Covers({"HEB-3", "SOK-6"})
  void openTcpStream_numericAddressAndName_connect() throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = Tcp.openTcpListeners(0).getFirst()) {
        assertTalk(listener, "127.0.0.1");
        assertTalk(listener, "::1");
        assertTalk(listener, "localhost");
        assertCheckpoints(() -> Tcp.openTcpStream("127.0.0.1", listener.port()).close());
      }
    });
  }

  @Test
  @Covers({"HEB-7", "EXG-5"})
  void openTcpStream_nobodyListens_oneErrorWithTheCauses() throws Exception {
    Terzetto.run(() -> {
      SocketListener listener = Tcp.openTcpListeners(0, "::1", SOME_BACKLOG).getFirst();
      int port = listener.port();
      listener.close();
      int registered = RunStatistics.current().backend().registered();
      ConnectException e =
          assertThrows(ConnectException.class, () -> Tcp.openTcpStream("::1", port));
      assertTrue(e.getMessage().contains("[::1]:" + port), e.getMessage());
      ExceptionGroup group = assertInstanceOf(ExceptionGroup.class, e.getCause());
      assertEquals(1, group.leaves(ConnectException.class).size());
      assertEquals(registered, RunStatistics.current().backend().registered());
    });
  }

  @Test
  @Covers("SOK-6")
  void openTcpStream_unknownName_theResolversErrorComesUnchanged() throws Exception {
    Terzetto.run(() -> {
      UnknownHostException e =
          assertThrows(UnknownHostException.class, () -> Tcp.openTcpStream("no such host", 80));
      assertTrue(e.getMessage().contains("no such host"), e.getMessage());
    });
  }

  @Test
  @Covers("HEB-10")
  void openTcpStream_cancelled_leavesNothingOpen() throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = listenOnLoopback()) {
        int registered = RunStatistics.current().backend().registered();
        CancelScope scope = CancelScope.create();
        scope.cancel();
        scope.run(s ->
            assertThrows(Cancelled.class, () -> Tcp.openTcpStream("127.0.0.1", listener.port())));
        scope = CancelScope.create();
        scope.cancel();
        scope.run(s ->
            assertThrows(Cancelled.class, () -> Tcp.openTcpStream("localhost", listener.port())));
        assertEquals(registered, RunStatistics.current().backend().registered());
      }
    });
  }

  @Test
  @Covers("HEB-12")
  void openTcpStream_localAddressOfTheOtherFamily_failsThatAttemptAndSaysWhy() throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = listenOnLoopback()) {
        ConnectOptions four =
            ConnectOptions.defaults().withLocalAddress(InetAddress.ofLiteral("127.0.0.2"));
        try (SocketStream stream = Tcp.openTcpStream("127.0.0.1", listener.port(), four)) {
          InetSocketAddress local = (InetSocketAddress) stream.localAddress();
          assertEquals("127.0.0.2", local.getAddress().getHostAddress());
        }
        ConnectOptions six =
            ConnectOptions.defaults().withLocalAddress(InetAddress.ofLiteral("::1"));
        ConnectException e =
            assertThrows(
                ConnectException.class, () -> Tcp.openTcpStream("127.0.0.1", listener.port(), six));
        assertTrue(e.getMessage().contains("one is IPv4, the other IPv6"), e.getMessage());
      }
    });
  }

  @Test
  @Covers("HEB-13")
  void options_delay_isADurationAndNeverNull() {
    assertEquals(Duration.ofMillis(250), ConnectOptions.defaults().happyEyeballsDelay());
    ConnectOptions options = ConnectOptions.defaults();
    assertEquals(
        Duration.ofDays(1),
        options.withHappyEyeballsDelay(Duration.ofDays(1)).happyEyeballsDelay());
    assertThrows(
        IllegalArgumentException.class,
        () -> options.withHappyEyeballsDelay(Duration.ofMillis(-1)));
    assertThrows(NullPointerException.class, () -> options.withHappyEyeballsDelay(null));
  }

  @Test
  @Covers("LIS-11")
  void arguments_outOfRange_areRefused() throws Exception {
    Terzetto.run(() -> {
      assertThrows(IllegalArgumentException.class, () -> Tcp.openTcpListeners(-1));
      assertThrows(IllegalArgumentException.class, () -> Tcp.openTcpListeners(65_536));
      assertThrows(IllegalArgumentException.class, () -> Tcp.openTcpListeners(0, "127.0.0.1", 0));
      assertThrows(
          IllegalArgumentException.class, () -> Tcp.openTcpListeners(0, " ", SOME_BACKLOG));
      assertThrows(IllegalArgumentException.class, () -> Tcp.openTcpStream("::1", 0));
      assertThrows(IllegalArgumentException.class, () -> Tcp.openTcpStream("", 80));
      assertThrows(IllegalArgumentException.class, () -> ServeOptions.defaults().withBacklog(0));
      Tcp.openTcpListeners(0, "127.0.0.1", Integer.MAX_VALUE).getFirst().close();
    });
  }

  @Test
  @Covers("LIS-11")
  void backlog_byDefault_isMoreThanTheJdksFifty() throws Exception {
    Terzetto.run(() -> {
      try (SocketListener listener = Tcp.openTcpListeners(0).getFirst()) {
        List<SocketStream> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          waiting.add(Tcp.openTcpStream("127.0.0.1", listener.port()));
        }
        waiting.forEach(SocketStream::close);
      }
    });
  }

  @Test
  @Covers("LIS-8")
  void openTcpListeners_noHost_takesBothFamilies() throws Exception {
    Terzetto.run(() -> {
      assertCheckpoints(() -> Tcp.openTcpListeners(0).getFirst().close());
      List<SocketListener> listeners = Tcp.openTcpListeners(0);
      assertEquals(1, listeners.size());
      assertTalk(listeners.getFirst(), "127.0.0.1");
      assertTalk(listeners.getFirst(), "::1");
      listeners.getFirst().close();
    });
  }

  @Test
  @Covers("LIS-8")
  void openAll_portZero_givesEachListenerANumberOfItsOwn() throws Exception {
    Terzetto.run(() -> {
      List<SocketListener> listeners =
          TcpListening.openAll(
              List.of(address("127.0.0.1", 0), address("::1", 0)),
              a -> TcpListening.open(a, SOME_BACKLOG));
      assertNotEquals(0, listeners.getFirst().port());
      assertNotEquals(listeners.getFirst().port(), listeners.getLast().port());
      listeners.forEach(SocketListener::close);
    });
  }

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  @Test
  @Covers("LIS-9")
  void openTcpListeners_portLatelyInUse_canBeHadAgain() throws Exception {
    Terzetto.run(() -> {
      SocketListener first = listenOnLoopback();
      int port = first.port();
      assertTrue(first.channel().getOption(StandardSocketOptions.SO_REUSEADDR));
      SocketStream client = Tcp.openTcpStream("127.0.0.1", port);
      SocketStream server = first.accept();
      server.close(); // the side that closes first keeps the port in TIME_WAIT
      assertEquals(0, client.receiveSome().length);
      client.close();
      first.close();
      Tcp.openTcpListeners(port, "127.0.0.1", SOME_BACKLOG).getFirst().close();
    });
  }

  @Test
  @Covers("LIS-10")
  void openTcpListeners_portInUse_saysWhere() throws Exception {
    Terzetto.run(() -> {
      try (SocketListener first = listenOnLoopback()) {
        int port = first.port();
        BindException e =
            assertThrows(
                BindException.class, () -> Tcp.openTcpListeners(port, "127.0.0.1", SOME_BACKLOG));
        assertTrue(e.getMessage().contains("127.0.0.1:" + port), e.getMessage());
      }
    });
  }

  @Test
  @Covers("LIS-10")
  void openAll_oneFails_closesThoseAlreadyOpen() throws Exception {
    Terzetto.run(() -> {
      BindException failure = new BindException("planned");
      List<SocketListener> opened = new ArrayList<>();
      TcpListening.Opener opener =
          a -> {
            if (opened.size() == 2) {
              throw failure;
            }
            opened.add(TcpListening.open(address("127.0.0.1", 0), SOME_BACKLOG));
            return opened.getLast();
          };
      InetSocketAddress any = address("127.0.0.1", 0);
      BindException thrown =
          assertThrows(
              BindException.class, () -> TcpListening.openAll(List.of(any, any, any), opener));
      assertEquals(failure, thrown);
      assertEquals(2, opened.size());
      opened.forEach(listener -> assertFalse(listener.channel().isOpen()));
    });
  }

  @Test
  @Covers({"LIS-10", "EXG-6"})
  void openAll_familiesUnknown_areSkippedUnlessNoneIsLeft() throws Exception {
    Terzetto.run(() -> {
      InetSocketAddress four = address("127.0.0.1", 0);
      InetSocketAddress six = address("::1", 0);
      TcpListening.Opener onlyFour =
          a -> {
            if (a.equals(six)) {
              throw new UnsupportedOperationException("no IPv6");
            }
            return TcpListening.open(a, SOME_BACKLOG);
          };
      List<SocketListener> opened = TcpListening.openAll(List.of(six, four), onlyFour);
      assertEquals(1, opened.size());
      opened.getFirst().close();
      IOException e =
          assertThrows(IOException.class, () -> TcpListening.openAll(List.of(six, six), onlyFour));
      ExceptionGroup group = assertInstanceOf(ExceptionGroup.class, e.getCause());
      assertEquals(2, group.leaves(UnsupportedOperationException.class).size());
    });
  }

  @Test
  @Covers("LIS-10")
  void openTcpListeners_cancelled_opensNothing() throws Exception {
    Terzetto.run(() -> {
      int registered = RunStatistics.current().backend().registered();
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s -> {
        assertThrows(Cancelled.class, () -> Tcp.openTcpListeners(0));
        assertThrows(Cancelled.class, () -> Tcp.openTcpListeners(0, "127.0.0.1", SOME_BACKLOG));
      });
      assertEquals(registered, RunStatistics.current().backend().registered());
    });
  }
}
