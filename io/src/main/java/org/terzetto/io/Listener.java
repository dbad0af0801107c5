package org.terzetto.io;

import java.io.IOException;

/**
 * Where connections come in.
 *
 * <p>Thread safety: belongs to a run. One task at a time may accept.
 *
 * @param <S> the kind of connection
 */
public interface Listener<S extends AsyncResource> extends AsyncResource {
  /**
   * Waits for the next connection.
   *
   * @checkpoint always
   * @thread a task of the run
   * @return a new connection; closing it is up to the caller
   * @throws org.terzetto.BusyResourceException if another task is accepting
   * @throws org.terzetto.ClosedResourceException if you closed this listener, before or meanwhile
   * @throws IOException if the system can accept no connection, for one because the limit of open
   *     files is reached. Failures that concern just one dying connection are passed over
   * @throws org.terzetto.Cancelled if cancelled; no connection is lost
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  S accept() throws IOException, InterruptedException;
}
