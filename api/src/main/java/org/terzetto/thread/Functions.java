package org.terzetto.thread;

/** Names for functions, to find in a thread dump what a thread is busy with. */
final class Functions {
  private Functions() {}

  /** The class that wrote the function: {@code EchoServer} for a lambda in {@code EchoServer}. */
  static String nameOf(Object function) {
    String type = function.getClass().getName();
    int lambda = type.indexOf("$$Lambda");
    String writtenIn = lambda < 0 ? type : type.substring(0, lambda);
    return writtenIn.substring(writtenIn.lastIndexOf('.') + 1);
  }
}
