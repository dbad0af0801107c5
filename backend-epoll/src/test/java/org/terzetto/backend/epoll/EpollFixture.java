package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoRegistration;

/** A backend with room for few events, and pipes as raw descriptors. */
@Timeout(60)
abstract class EpollFixture {
  static final int EVENTS = 16;
  static final long SOON = TimeUnit.SECONDS.toNanos(20);
  static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(20);

  EpollBackend backend;
  private final List<String> reports = new ArrayList<>();
  private final List<FileDescriptor> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    backend = new EpollBackend(EVENTS);
  }

  @AfterEach
  void close() throws IOException {
    backend.close();
    for (FileDescriptor descriptor : opened) {
      descriptor.close();
    }
  }

  record RawPipe(FileDescriptor out, FileDescriptor in) {
    void write() throws IOException {
      in.write(ByteBuffer.allocateDirect(1), 0, 1);
    }

    int read() throws IOException {
      return out.read(ByteBuffer.allocateDirect(4096), 0, 4096);
    }

    void fill() throws IOException {
      ByteBuffer data = ByteBuffer.allocateDirect(4096);
      while (in.write(data, 0, 4096) > 0) {}
    }
  }

  RawPipe pipe() throws IOException {
    FileDescriptor[] ends = FileDescriptor.pipe();
    return new RawPipe(closedLater(ends[0]), closedLater(ends[1]));
  }

  FileDescriptor closedLater(FileDescriptor descriptor) {
    opened.add(descriptor);
    return descriptor;
  }

  IoRegistration register(FileDescriptor descriptor, String name) throws IOException {
    return backend.register(descriptor.intValue(), name);
  }

  boolean poll(long nanos) {
    return backend.poll(nanos, (attachment, ready) -> reports.add(attachment + " " + ready));
  }

  List<String> taken() {
    List<String> taken = reports.stream().sorted().toList();
    reports.clear();
    return taken;
  }

  void assertReported(String... expected) {
    assertTrue(poll(SOON), "nothing came");
    assertEquals(List.of(expected), taken());
  }

  void assertSilent() {
    assertFalse(poll(A_WHILE), () -> "woken by " + reports);
    assertEquals(List.of(), taken());
  }
}
