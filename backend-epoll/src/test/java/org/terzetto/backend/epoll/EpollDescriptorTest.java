package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.spi.IoBackend.READ;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.terzetto.backend.tck.Libc;
import org.terzetto.spi.IoRegistration;

/** Raw descriptors of all kinds but pipes, of which the contract has enough. */
class EpollDescriptorTest extends EpollFixture {
  private static final long PIDFD_OPEN = 434; // the same number on all CPUs
  private static final int O_RDONLY = 0;
  private static final int IN_CREATE = 0x100;

  private static int inotifyOn(Path folder) throws IOException {
    int inotify = Libc.require("inotify_init1", 0);
    try (Arena arena = Arena.ofConfined()) {
      Libc.require("inotify_add_watch", inotify, arena.allocateFrom(folder.toString()), IN_CREATE);
    }
    return inotify;
  }

  private static int pidfd(long pid) throws IOException {
    return Libc.require("syscall", PIDFD_OPEN, (int) pid, 0);
  }

  private static int openFile(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.require("open", arena.allocateFrom(file.toString()), O_RDONLY);
    }
  }

  @Test
  void eventfd_isReported() throws IOException {
    FileDescriptor eventfd = closedLater(Native.newEventFd());
    IoRegistration counter = register(eventfd, "counter");
    counter.arm(READ);
    assertSilent();
    Native.eventFdWrite(eventfd.intValue(), 1);
    assertReported("counter 1");
    Native.eventFdRead(eventfd.intValue());
    counter.arm(READ);
    assertSilent();
  }

  @Test
  void inotify_isReported(@TempDir Path folder) throws IOException {
    FileDescriptor inotify = closedLater(new FileDescriptor(inotifyOn(folder)));
    register(inotify, "folder").arm(READ);
    assertSilent();
    Files.createFile(folder.resolve("new"));
    assertReported("folder 1");
  }

  @Test
  void pidfd_isReportedEachTimeOnceTheProcessHasEnded() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    FileDescriptor pidfd = closedLater(new FileDescriptor(pidfd(process.pid())));
    IoRegistration registration = register(pidfd, "process");
    registration.arm(READ);
    assertSilent();
    process.getOutputStream().close();
    assertReported("process 1");
    registration.arm(READ);
    assertReported("process 1");
    assertEquals(0, process.waitFor());
  }

  @Test
  void unixSocket_isReported(@TempDir Path folder) throws IOException {
    DomainSocketAddress address = new DomainSocketAddress(folder.resolve("socket").toString());
    Socket server = Socket.newSocketDomain();
    closedLater(server);
    server.bind(address);
    server.listen(1);
    register(server, "server").arm(READ);
    assertSilent();
    LinuxSocket client = LinuxSocket.newSocketDomain();
    closedLater(client);
    assertTrue(client.connect(address));
    assertReported("server 1");
  }

  @Test
  void register_regularFile_isRefused(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    FileDescriptor regular = closedLater(new FileDescriptor(openFile(file)));
    IOException refusal = assertThrows(IOException.class, () -> register(regular, "file"));
    assertTrue(refusal.getMessage().startsWith("epoll_ctl"), refusal.getMessage());
    assertEquals(0, backend.statistics().registered());
  }
}
