package org.terzetto.scheduler;

/** Names for tasks that were not given one. */
final class TaskNames {
  private TaskNames() {}

  /**
   * The class that wrote the body, and the task's number: {@code EchoServer#12} for a lambda in
   * {@code EchoServer}. Computed when asked for, since few tasks are.
   */
  static String of(Class<?> type, int number) {
    String name = type.getName();
    int lambda = name.indexOf("$$Lambda");
    String host = lambda < 0 ? name : name.substring(0, lambda);
    return host.substring(host.lastIndexOf('.') + 1) + "#" + number;
  }
}
