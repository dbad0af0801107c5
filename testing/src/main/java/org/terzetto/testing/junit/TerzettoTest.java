package org.terzetto.testing.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test whose method is the main task of a run, so it may suspend.
 *
 * {@snippet :
 * @TerzettoTest(autojump = true)
 * void sleep_takesItsTime() throws InterruptedException {
 *   LoopTime start = Terzetto.currentTime();
 *   Terzetto.sleep(Duration.ofHours(8));
 *   assertEquals(start.plus(Duration.ofHours(8)), Terzetto.currentTime());
 * }
 * }
 *
 * <p><b>Schedules.</b> The order in which runnable tasks take their turns comes from a seed,
 * another one each time, unless {@link #seeds} or the system property {@code terzetto.seed} says
 * which. With {@link #schedules} the test runs under many, until one fails. The failure names its
 * seed; the same seed replays the same schedule, as long as nothing from outside the run has a say:
 * real time, threads, sockets.
 *
 * <p><b>Parameters.</b> The method may ask for
 *
 * <ul>
 *   <li>a {@link org.terzetto.testing.MockClock}, which becomes the clock of the run;
 *   <li>a {@link org.terzetto.testing.RecordingInstrument}, which watches it;
 *   <li>{@link org.terzetto.RunOptions}: those of the run, for one to see its seed.
 * </ul>
 *
 * <p>Arguments may come from elsewhere too. Whatever their origin, the run uses what it finds among
 * them: one clock at most, one {@link org.terzetto.spi.IoBackendProvider} at most, any number of
 * {@linkplain org.terzetto.spi.Instrument instruments}; and {@code RunOptions} to begin with.
 *
 * <p><b>Failures.</b> If the method throws a group with one failure in it, at whatever depth, that
 * failure is reported instead: an assertion in a child task looks like any other. Groups of several
 * stay groups.
 *
 * <p><b>Together with the rest of Jupiter.</b> Methods for {@code @BeforeEach} and the like run
 * outside of the run. {@code @Timeout} cancels nothing but interrupts the main task, which then
 * gets {@link InterruptedException}. Beside {@code @ParameterizedTest} or {@code @RepeatedTest}
 * this annotation leaves it to them how often the method is called, so {@link #seeds} and {@link
 * #schedules} must not be given.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(TerzettoExtension.class)
public @interface TerzettoTest {
  /**
   * Under how many schedules the test is run, each with a new instance of the test class. The first
   * one that fails ends it.
   *
   * @return 1 or more
   */
  int schedules() default 1;

  /**
   * The schedules under which the test is run instead: those, say, that once failed.
   *
   * @return their seeds; none to draw them at random
   */
  long[] seeds() default {};

  /**
   * Whether the run has a {@link org.terzetto.testing.MockClock} that jumps to the next deadline as
   * soon as every task is blocked.
   *
   * @return true for virtual time
   */
  boolean autojump() default false;
}
