import java.time.Duration;
import org.terzetto.Terzetto;

/** Does not compile, and must not: javac's message is part of the tutorial. */
final class PlainCaller {
  // tag::nap[]
  static void nap() {
    Terzetto.sleep(Duration.ofSeconds(1));
  }
  // end::nap[]
}
