package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.terzetto.spi.IoRegistration;

/** Raw descriptors of all kinds. */
class EpollDescriptorTest extends EpollFixture {
  @Test
  void pipe_bothEnds_areReported() throws IOException {
    RawPipe pipe = pipe();
    IoRegistration reader = register(pipe.out(), "reader");
    IoRegistration writer = register(pipe.in(), "writer");
    reader.arm(READ);
    assertSilent();
    writer.arm(WRITE);
    assertReported("writer 2");
    pipe.write();
    assertReported("reader 1");
    pipe.fill();
    writer.arm(WRITE);
    assertSilent();
    while (pipe.read() > 0) {}
    assertReported("writer 2");
  }

  /** A process that ended, for one, stays so, and there is nothing to try in between. */
  @Test
  void arm_readyAsBefore_isReportedAgainWithoutAnAttempt() throws IOException {
    RawPipe pipe = pipe();
    IoRegistration reader = register(pipe.out(), "reader");
    pipe.write();
    for (int i = 0; i < 3; i++) {
      reader.arm(READ);
      assertReported("reader 1");
    }
    pipe.read();
    reader.arm(READ);
    assertSilent();
  }

  /** Only EPOLLERR tells a full pipe that its reader is gone. */
  @Test
  void pipe_readerCloses_writerOfAFullPipeIsWoken() throws IOException {
    RawPipe pipe = pipe();
    IoRegistration writer = register(pipe.in(), "writer");
    pipe.fill();
    writer.arm(WRITE);
    assertSilent();
    pipe.out().close();
    assertReported("writer 2");
    assertThrows(IOException.class, pipe::write);
  }

  /** Only EPOLLHUP tells an empty pipe that its writer is gone. */
  @Test
  void pipe_writerCloses_readerIsWoken() throws IOException {
    RawPipe pipe = pipe();
    IoRegistration reader = register(pipe.out(), "reader");
    reader.arm(READ);
    assertSilent();
    pipe.in().close();
    assertReported("reader 1");
    assertEquals(-1, pipe.read());
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
    FileDescriptor inotify = closedLater(new FileDescriptor(Libc.inotifyOn(folder)));
    register(inotify, "folder").arm(READ);
    assertSilent();
    Files.createFile(folder.resolve("new"));
    assertReported("folder 1");
  }

  @Test
  void pidfd_isReportedEachTimeOnceTheProcessHasEnded() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    FileDescriptor pidfd = closedLater(new FileDescriptor(Libc.pidfd(process.pid())));
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
  void register_whatEpollDoesNotTake_isRefused(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    FileDescriptor regular = closedLater(new FileDescriptor(Libc.openFile(file)));
    assertThrows(IOException.class, () -> register(regular, "file"));
    assertThrows(IllegalArgumentException.class, () -> backend.register(-1, "negative"));
    RawPipe pipe = pipe();
    register(pipe.out(), "reader");
    assertThrows(IllegalArgumentException.class, () -> register(pipe.out(), "twice"));
    pipe.in().close();
    assertThrows(IOException.class, () -> register(pipe.in(), "closed"));
    assertEquals(1, backend.statistics().registered());
  }
}
