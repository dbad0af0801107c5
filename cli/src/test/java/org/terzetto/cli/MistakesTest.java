package org.terzetto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user did wrong is told in one line that names the value, and the way out. */
class MistakesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ecko                            | 'ecko'              | did you mean echo
          --colour                        | '--colour'          | terzetto --help
          echo --prot=1                   | '--prot=1'          | terzetto echo --help
          echo --port many                | 'many'              | terzetto echo --help
          echo --port 65536               | 65536               | use 1 to 65535, or 0
          echo --port -1                  | -1                  | use 1 to 65535, or 0
          echo --grace 5                  | '5'                 | write it like 500ms, 5s or 2m
          echo --grace -5s                | '-5s'               | write it like 500ms, 5s or 2m
          echo --backend epol             | 'epol'              | there is nio
          echo --host no.such.invalid     | 'no.such.invalid'   | use a name or an address
          echo --host 192.0.2.1           | 192.0.2.1:0         | choose another --port
          example nothing                 | 'nothing'           | terzetto example lists them
          example one two                 | 'two'               | terzetto example --help
          backends more                   | 'more'              | terzetto backends --help
          run                             | 'MAIN'              | terzetto run --help
          run Nobody                      | 'Nobody'            | set it with --class-path
          run --seed some Nobody          | 'some'              | terzetto run --help
          run --backend epol Nobody       | 'epol'              | there is nio
          run --class-path nowhere Nobody | 'nowhere'           | correct the path
          run --module-path . Nobody      | 'Nobody'            | MODULE/CLASS
          run --module-path . a/Nobody    | a                   | not found
          run --module-path a --class-path b c | --module-path  | specify only one
          """)
  void mistake_isToldInOneLine(String command, String value, String wayOut) {
    InProcess result = InProcess.run(command.split(" "));
    assertEquals(2, result.status(), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    assertTrue(result.err().startsWith("terzetto: "), result::toString);
    assertTrue(result.err().contains(value), result::toString);
    assertTrue(result.err().contains(wayOut), result::toString);
    assertEquals("", result.out());
  }

  @Test
  void portInUse_isToldInOneLine() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(other.getLocalPort());
      InProcess result = InProcess.run("echo", "--port", port);
      assertEquals(2, result.status());
      assertEquals(
          "terzetto: cannot listen on 127.0.0.1:"
              + port
              + ": Address already in use; choose another --port (0 for a free one) or --host\n",
          result.err());
    }
  }

  @Test
  void host_thatIsBlank_isToldInOneLine() {
    InProcess result = InProcess.run("echo", "--host", "");
    assertEquals(2, result.status());
    assertEquals("terzetto: --host '' is blank; use a name or an address\n", result.err());
  }

  @Test
  void systemProperty_thatIsWrong_isToldInOneLine() {
    System.setProperty("terzetto.seed", "some");
    try {
      InProcess result = InProcess.run("backends");
      assertEquals(2, result.status());
      assertEquals(
          "terzetto: system property terzetto.seed is 'some'; it must be a whole number\n",
          result.err());
    } finally {
      System.clearProperty("terzetto.seed");
    }
  }
}
