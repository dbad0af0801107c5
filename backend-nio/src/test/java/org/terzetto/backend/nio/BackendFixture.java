package org.terzetto.backend.nio;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoRegistration;

/** A backend whose reports are collected as text, and the selector inside it. */
@Timeout(60)
abstract class BackendFixture {
  static final long FOREVER = Long.MAX_VALUE;
  static final long A_WHILE = 20_000_000;

  Selector selector;
  NioBackend backend;
  final List<String> reports = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    selector = Selector.open();
    backend = new NioBackend(selector);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  IoRegistration register(SelectableChannel channel, String name) throws IOException {
    return backend.register(channel, name);
  }

  boolean poll(long nanos) throws IOException {
    return backend.poll(nanos, this::report);
  }

  void report(Object attachment, int ready) {
    reports.add(attachment + " " + ready);
  }

  /** What was reported since the last call. */
  List<String> taken() {
    List<String> taken = List.copyOf(reports);
    reports.clear();
    return taken;
  }

  int interestOf(SelectableChannel channel) {
    SelectionKey key = channel.keyFor(selector);
    return key.interestOps();
  }
}
