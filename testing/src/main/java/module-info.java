/** For our tests and those of our users. */
module org.terzetto.testing {
  requires transitive org.terzetto;
  requires transitive org.terzetto.io;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.terzetto.testing;
  exports org.terzetto.testing.net;
}
