package org.terzetto.benchmarks.race;

/**
 * A contender that did not come to the end.
 *
 * @param broke whether it broke in a round, or could not be started again; otherwise it could not
 *     be started at all, which is all right where there is no compiler
 * @param reason what it had to say, in one line
 */
public record Dropout(boolean broke, String reason) {
  static Dropout of(boolean broke, Exception why) {
    String message = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    return new Dropout(broke, message.strip().replaceAll("\\s+", " "));
  }
}
