/**
 * The contract of I/O backends, as a test class that any backend can run. For tests only.
 *
 * <p>The package is open to JUnit, so that the tests themselves need not be public.
 */
module org.terzetto.backend.tck {
  requires transitive org.terzetto;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.terzetto.backend.tck;

  opens org.terzetto.backend.tck to
      org.junit.platform.commons;
}
