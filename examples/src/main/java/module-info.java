/** Programs to read and to run. */
module org.terzetto.examples {
  requires org.terzetto;
  requires org.terzetto.io;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.terzetto.examples;
}
