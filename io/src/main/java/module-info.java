/**
 * Byte streams and listeners, and TCP: connecting, listening, serving; signals and Ctrl-C.
 *
 * <p>All of it is built on {@code org.terzetto.lowlevel} alone, as anyone else's could be.
 */
module org.terzetto.io {
  requires transitive org.terzetto;
  requires jdk.unsupported; // sun.misc.Signal
  requires static transitive org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static biz.aQute.bnd.annotation;

  exports org.terzetto.io;

  provides org.terzetto.lowlevel.InterruptSource with
      org.terzetto.io.Sigint;
}
