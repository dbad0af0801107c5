package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.io.Transport.Channels;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.testing.Covers;

/** Closing from where the tasks that wait cannot be told. */
@Timeout(60)
@Covers("IOW-19")
class ForeignCloseTest {
  /** From a thread pool, from inside a blocking region, and from a task of another run. */
  private static void assertRefusedEverywhere(Runnable closing) throws Exception {
    Terzetto.blocking(() -> {
      assertThrows(WrongThreadException.class, closing::run);
      try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
        pool.submit(() -> assertThrows(WrongThreadException.class, closing::run)).get();
      }
      Terzetto.run(() -> {
        assertThrows(WrongThreadException.class, closing::run);
      });
      return null;
    });
  }

  @ParameterizedTest
  @EnumSource
  void notifyClosing_whileATaskWaits_isRefusedAndItWaitsOn(Transport transport) throws Exception {
    Terzetto.run(() -> {
      Channels channels = transport.channels();
      try (SocketChannel one = channels.one();
          SocketChannel other = channels.other()) {
        Readiness readiness = Readiness.of(one);
        Nursery.run(nursery -> {
          nursery.startSoon(() -> readiness.waitReadable());
          waitAllTasksBlocked();
          assertRefusedEverywhere(readiness::notifyClosing);
          other.write(ByteBuffer.allocate(1));
        });
        readiness.notifyClosing();
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void listener_whileATaskAccepts_isRefusedAndItGoesOn(Transport transport) throws Exception {
    Terzetto.run(() -> {
      SocketListener listener = SocketListener.of(transport.listen());
      Nursery.run(nursery -> {
        nursery.startSoon(() -> listener.accept().close());
        waitAllTasksBlocked();
        assertRefusedEverywhere(listener::close);
        assertTrue(listener.channel().isOpen());
        Transport.connect(listener.localAddress()).close();
      });
      listener.close();
      assertFalse(listener.channel().isOpen());
      Transport.deleteFile(listener.localAddress());
    });
  }

  @ParameterizedTest
  @EnumSource
  void stream_whileATaskReceives_isRefusedAndItGoesOn(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        Nursery.run(nursery -> {
          nursery.startSoon(() -> assertArrayEquals(new byte[] {1}, pair.one().receiveSome()));
          waitAllTasksBlocked();
          assertRefusedEverywhere(pair.one()::close);
          assertTrue(pair.one().channel().isOpen());
          pair.other().sendAll(new byte[] {1});
        });
        pair.one().close();
        assertFalse(pair.one().channel().isOpen());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void stream_onceTheRunHasEnded_closes(Transport transport) throws Exception {
    SocketStream[] streams = new SocketStream[2];
    Terzetto.run(() -> {
      var pair = transport.pair();
      streams[0] = pair.one();
      streams[1] = pair.other();
    });
    streams[0].close();
    Terzetto.run(() -> streams[1].close());
    assertFalse(streams[0].channel().isOpen());
    assertFalse(streams[1].channel().isOpen());
  }

  @ParameterizedTest
  @EnumSource
  void close_onceTheRunHasEnded_closes(Transport transport) throws Exception {
    SocketListener[] listeners = new SocketListener[2];
    Readiness[] readiness = {null};
    Terzetto.run(() -> {
      listeners[0] = SocketListener.of(transport.listen());
      listeners[1] = SocketListener.of(transport.listen());
      readiness[0] = Readiness.of(listeners[0].channel());
    });
    readiness[0].notifyClosing();
    listeners[0].close();
    Terzetto.run(() -> listeners[1].close());
    for (SocketListener listener : listeners) {
      assertFalse(listener.channel().isOpen());
      Transport.deleteFile(listener.localAddress());
    }
  }
}
