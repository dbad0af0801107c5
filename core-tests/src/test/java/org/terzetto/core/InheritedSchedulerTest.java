package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;

/**
 * The JDK gives a new virtual thread the scheduler of the virtual thread that starts it. Tasks are
 * virtual threads with a scheduler of their own, which must not take those threads for its task.
 */
class InheritedSchedulerTest {
  @Test
  void virtualThread_startedByATask_runs() throws Exception {
    Terzetto.run(() -> {
      CompletableFuture<String> answer = new CompletableFuture<>();
      Thread.startVirtualThread(() -> answer.complete("here"));
      assertEquals("here", Terzetto.blocking(() -> answer.get()));
      Checkpoints.checkpoint();
    });
  }

  @Test
  void virtualThread_startedByATask_blocksAndGoesOn() throws Exception {
    Terzetto.run(() -> {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var slow =
            threads.submit(() -> {
              Thread.sleep(10);
              return 1;
            });
        for (int i = 0; i < 100; i++) {
          Checkpoints.checkpoint();
        }
        assertEquals(1, Terzetto.blocking(() -> slow.get()));
      }
    });
  }

  /**
   * A virtual thread of a task may be the first to need the JDK's pollers, which are such threads.
   */
  @Test
  void socket_insideBlocking_waits() throws Exception {
    Terzetto.run(() -> {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread.startVirtualThread(() -> connectTo(server.getLocalPort()));
        try (Socket accepted = Terzetto.blocking(server::accept)) {
          assertNotNull(accepted);
          assertEquals('x', Terzetto.blocking(() -> accepted.getInputStream().read()));
        }
      }
    });
  }

  private static void connectTo(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write('x');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
