package org.terzetto.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the statements of {@code docs/semantics.md} that a test proves. On a class it speaks for
 * each of the class's tests. The build fails if a statement named here does not exist.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Covers {
  /**
   * The statements, as in {@code "RUN-1"}.
   *
   * @return their names
   */
  String[] value();
}
