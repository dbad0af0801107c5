/** Programs to read and to run. */
module org.terzetto.examples {
  requires org.terzetto;
  requires org.terzetto.io;
  requires static java.desktop; // SwingProgress alone; so the image does without
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.terzetto.examples;
}
