package org.terzetto.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Takes in, from any thread, what a logger would print, until it is closed. */
final class LogCapture extends Handler {
  private final Logger logger;
  private final Consumer<LogRecord> listener;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private LogCapture(Logger logger, Consumer<LogRecord> listener) {
    this.logger = logger;
    this.listener = listener;
  }

  static LogCapture of(String loggerName) {
    return of(loggerName, message -> {});
  }

  static LogCapture of(String loggerName, Consumer<LogRecord> listener) {
    LogCapture capture = new LogCapture(Logger.getLogger(loggerName), listener);
    capture.logger.setUseParentHandlers(false);
    capture.logger.addHandler(capture);
    return capture;
  }

  List<LogRecord> records() {
    return records;
  }

  @Override
  public void publish(LogRecord message) {
    records.add(message);
    listener.accept(message);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
