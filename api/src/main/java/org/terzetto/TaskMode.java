package org.terzetto;

/**
 * How the tasks of a run hold their stacks. The semantics are the same; the speed is not.
 *
 * <p>What a task has called since it last suspended, or entered a nursery, lies on a stack of one
 * thread, as usual, and is moved to the heap when it suspends. So recursion that suspends or opens
 * scopes on its way is limited by the heap. Other recursion is limited twice: by the stack's size,
 * and by what can be moved at once. Whatever overflows is a failure of the task, a {@link
 * StackOverflowError}, and of nothing else.
 *
 * @implNote With a stack of 1 MiB, the default on most systems, and a heap of up to 2 GiB, a task
 *     can suspend below some 4,000 calls, and call twice as deep; more if the methods are compiled.
 *     A larger stack for both modes is {@code -Xss}; and since G1 moves no more than half a region
 *     at once, a larger region goes with it: {@code -Xss8m -XX:G1HeapRegionSize=16m}.
 */
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
