/**
 * Byte streams and listeners, and TCP: connecting, listening, serving.
 *
 * <p>All of it is built on {@code org.terzetto.lowlevel} alone, as anyone else's could be.
 */
module org.terzetto.io {
  requires transitive org.terzetto;
  requires static transitive org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.terzetto.io;
}
