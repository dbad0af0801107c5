/** The {@code terzetto} command. */
module org.terzetto.cli {
  requires org.terzetto;
  requires org.terzetto.io;
  requires org.terzetto.examples;
  requires info.picocli;
  requires static org.jspecify;

  uses org.terzetto.spi.IoBackendProvider;

  opens org.terzetto.cli to
      info.picocli;
}
