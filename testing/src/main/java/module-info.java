/**
 * For our tests and those of our users.
 *
 * <p>Only {@link org.terzetto.testing.junit} needs JUnit; whoever uses it has it.
 */
module org.terzetto.testing {
  requires transitive org.terzetto;
  requires transitive org.terzetto.io;
  requires static transitive org.junit.jupiter.api;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.terzetto.testing;
  exports org.terzetto.testing.junit;
  exports org.terzetto.testing.net;
}
