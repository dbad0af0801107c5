package org.terzetto.io;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.terzetto.Nursery;
import org.terzetto.TaskStatus;
import org.terzetto.Terzetto;

/** Runs servers: accepts connections and starts a task for each. */
public final class Servers {
  private static final Logger LOGGER = System.getLogger("org.terzetto.io.Servers");

  /** How long to leave clients waiting when the system is short of descriptors or memory. */
  private static final Duration BACK_OFF = Duration.ofMillis(100);

  static {
    AcceptErrors.prepare();
  }

  private Servers() {}

  /**
   * Like {@link #serveListeners(StreamHandler, List, ServeOptions, TaskStatus)}, with the default
   * options and without a status.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param handler what to do with each connection
   * @param listeners at least one; closed in the end
   * @param <S> the kind of connection
   * @param <L> the kind of listener
   * @throws org.terzetto.ExceptionGroup if accepting failed, or a handler
   * @throws org.terzetto.Cancelled if cancelled; the handlers have ended, and all is closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <S extends AsyncResource, L extends Listener<S>> void serveListeners(
      StreamHandler<? super S> handler, List<L> listeners) throws InterruptedException {
    serveListeners(handler, listeners, ServeOptions.defaults(), TaskStatus.ignored());
  }

  /**
   * Accepts connections and runs the handler for each, in a task of its own; never returns
   * normally. To stop, cancel it.
   *
   * <p>The handlers' tasks live in the handler nursery of the options, or else in one that ends
   * with this call. In the latter case cancelling this call cancels the handlers too, and a handler
   * that fails stops the server. With a handler nursery the server can be shut down gracefully: a
   * {@link org.terzetto.CancelScope#shutdown} around the following ends the accepting, lets the
   * conversations under way come to their end within a period of grace, and cancels the rest:
   *
   * {@snippet :
   * Nursery.run(
   *     connections -> {
   *       ServeOptions options = ServeOptions.defaults().withHandlerNursery(connections);
   *       CancelScope.untilShutdown(scope -> Tcp.serveTcp(handler, port, options));
   *     });
   * }
   *
   * <p>When the system is short of descriptors or memory, this writes a record to the logger {@code
   * org.terzetto.io.Servers} and tries again 100 ms later.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param handler what to do with each connection; the connection is closed when it ends
   * @param listeners at least one; closed in the end, however that comes
   * @param options the handler nursery; the rest does not matter here
   * @param status told the listeners, once they are being served
   * @param <S> the kind of connection
   * @param <L> the kind of listener
   * @throws IllegalArgumentException if there is no listener
   * @throws org.terzetto.ExceptionGroup if accepting failed for another reason than those above,
   *     or, without a handler nursery, if a handler failed; with what they threw
   * @throws org.terzetto.Cancelled if cancelled; all listeners are closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <S extends AsyncResource, L extends Listener<S>> void serveListeners(
      StreamHandler<? super S> handler,
      List<L> listeners,
      ServeOptions options,
      TaskStatus<? super List<L>> status)
      throws InterruptedException {
    Objects.requireNonNull(handler, "handler");
    List<L> all = List.copyOf(listeners);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("there is no listener to serve; give at least one");
    }
    Nursery.run(nursery -> {
      Nursery handlers = options.handlerNursery().orElse(nursery);
      for (L listener : all) {
        nursery.startSoon("accept on " + listener, () -> serve(handler, listener, handlers));
      }
      status.started(all);
    });
  }

  private static <S extends AsyncResource> void serve(
      StreamHandler<? super S> handler, Listener<S> listener, Nursery handlers)
      throws IOException, InterruptedException {
    try {
      while (true) {
        S stream = acceptPatiently(listener);
        try {
          handlers.startSoon("serve " + stream, () -> handle(handler, stream));
        } catch (Throwable failure) {
          stream.close();
          throw failure;
        }
      }
    } finally {
      listener.close();
    }
  }

  private static <S extends AsyncResource> S acceptPatiently(Listener<S> listener)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return listener.accept();
      } catch (IOException e) {
        if (AcceptErrors.classify(e) != AcceptErrors.Kind.EXHAUSTED) {
          throw e;
        }
        LOGGER.log(
            Level.ERROR,
            listener + " cannot accept connections; next try in " + BACK_OFF.toMillis() + " ms",
            e);
      }
      Terzetto.sleep(BACK_OFF);
    }
  }

  private static <S extends AsyncResource> void handle(StreamHandler<? super S> handler, S stream)
      throws Exception {
    try {
      handler.handle(stream);
    } finally {
      stream.close();
    }
  }
}
