/** For our tests and those of our users. */
module org.terzetto.testing {
  requires transitive org.terzetto;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.terzetto.testing;
}
