package org.terzetto.io;

/**
 * What a server does with a connection; see {@link Servers}.
 *
 * @param <S> the kind of connection
 */
@FunctionalInterface
public interface StreamHandler<S extends AsyncResource> {
  /**
   * Talks to one client, in a task of its own. The stream is closed when this ends, if it is not
   * closed by then; forcefully, so close it gracefully yourself where that makes a difference.
   *
   * @param stream the connection
   * @throws Exception any failure; it ends the whole server, so catch what a bad client may cause
   */
  void handle(S stream) throws Exception;
}
