package org.terzetto;

/** How the tasks of a run hold their stacks. The semantics are the same; the speed is not. */
public enum TaskMode {
  /**
   * Virtual threads whose scheduler is the run's own loop. Needs {@code --add-opens
   * java.base/java.lang=org.terzetto.scheduler} ({@code =ALL-UNNAMED} on the class path and in
   * OSGi).
   */
  LOOP,

  /**
   * Virtual threads of the JDK's scheduler that pass the turn among themselves: public API only, no
   * flag, slower switches, and children do not inherit {@link ScopedValue} bindings.
   */
  PORTABLE
}
