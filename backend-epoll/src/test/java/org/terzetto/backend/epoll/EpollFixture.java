package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.FileDescriptor;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.terzetto.backend.tck.RawPipe;
import org.terzetto.spi.IoRegistration;

/** A backend with room for few events, and pipes as raw descriptors. */
@Timeout(60)
abstract class EpollFixture {
  static final int EVENTS = 16;
  static final long SOON = TimeUnit.SECONDS.toNanos(20);
  static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(20);

  EpollBackend backend;
  private final List<String> reports = new ArrayList<>();
  private final List<Closeable> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    backend = new EpollBackend(EVENTS);
  }

  @AfterEach
  void close() throws IOException {
    backend.close();
    for (Closeable one : opened) {
      one.close();
    }
  }

  RawPipe pipe() throws IOException {
    RawPipe pipe = new RawPipe();
    opened.add(pipe::close);
    return pipe;
  }

  FileDescriptor closedLater(FileDescriptor descriptor) {
    opened.add(descriptor::close);
    return descriptor;
  }

  IoRegistration register(FileDescriptor descriptor, String name) throws IOException {
    return register(descriptor.intValue(), name);
  }

  IoRegistration register(int descriptor, String name) throws IOException {
    return backend.register(descriptor, name);
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
