/** The {@code terzetto} command. */
module org.terzetto.cli {
  requires org.terzetto;
  requires org.terzetto.io;
  requires info.picocli;
  requires static org.jspecify;

  opens org.terzetto.cli to
      info.picocli;
}
