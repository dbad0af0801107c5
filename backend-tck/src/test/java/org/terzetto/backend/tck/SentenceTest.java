package org.terzetto.backend.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kit quotes stands in the Javadoc, word for word. */
class SentenceTest {
  private static final Path SPI = Path.of("../api/src/main/java/org/terzetto/spi");

  @ParameterizedTest
  @EnumSource
  void sentence_standsInTheJavadoc(Sentence sentence) throws IOException {
    String javadoc =
        Files.readString(SPI.resolve(sentence.type() + ".java"))
            .replaceAll("\\n\\s*\\*\\s", " ")
            .replaceAll("@(param|return|throws) ", "")
            .replaceAll("\\s+", " ");
    assertTrue(javadoc.contains(sentence.text()), () -> sentence + ": " + sentence.text());
  }
}
