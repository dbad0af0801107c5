/** Streams, listeners and sockets. */
module org.terzetto.io {
  requires transitive org.terzetto;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.terzetto.io;
}
