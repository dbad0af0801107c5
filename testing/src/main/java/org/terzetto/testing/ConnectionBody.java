package org.terzetto.testing;

import org.terzetto.io.AsyncResource;

/**
 * What a check does with a connection, which is closed behind it.
 *
 * @param <A> the type of one end
 * @param <B> the type of the other end
 */
@FunctionalInterface
interface ConnectionBody<A, B> {
  void run(A one, B other) throws Exception;

  /** A check on connections of its own. */
  static <A extends AsyncResource, B extends AsyncResource> StreamCheck check(
      String name, StreamMaker<A, B> maker, ConnectionBody<A, B> body) {
    return new StreamCheck(name, () -> run(maker, body));
  }

  static <A extends AsyncResource, B extends AsyncResource> void run(
      StreamMaker<A, B> maker, ConnectionBody<A, B> body) throws Exception {
    try (StreamPair<? extends A, ? extends B> pair = maker.make()) {
      body.run(pair.one(), pair.other());
    }
  }
}
