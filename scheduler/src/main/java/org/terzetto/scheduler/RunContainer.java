package org.terzetto.scheduler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import jdk.internal.vm.ThreadContainer;
import jdk.internal.vm.ThreadContainers;

/**
 * The tasks' threads as the JDK's thread dumps see them: a container for each run, whose members
 * are read off the task tree.
 *
 * <p>A virtual thread that is started without one goes into the JDK's root container, which keeps
 * all of them in a concurrent set. The tree knows ours already; doing without the set saves a third
 * of the price of a short task, and 40 bytes of a long one.
 *
 * <p>Thread safety: whoever takes a dump walks the tree while the run changes it. What comes out is
 * as true as such a walk can be, and the number of its steps is bounded.
 */
final class RunContainer extends ThreadContainer {
  private final Runner runner;
  private final Object registration;

  RunContainer(Runner runner) {
    super(true);
    this.runner = runner;
    this.registration = ThreadContainers.registerContainer(this);
  }

  /** The run has ended. */
  void close() {
    ThreadContainers.deregisterContainer(registration);
  }

  @Override
  public String name() {
    return "run of Terzetto";
  }

  @Override
  public Stream<Thread> threads() {
    List<Thread> threads = new ArrayList<>();
    Deque<TaskImpl<?>> tasks = new ArrayDeque<>();
    TaskImpl<?> init = runner.init().taskOrNull();
    if (init != null) {
      tasks.add(init);
    }
    int left = 2 * runner.tasksLiving();
    while (!tasks.isEmpty()) {
      TaskImpl<?> task = tasks.remove();
      Thread thread = task.threadOrNull();
      if (thread != null) {
        threads.add(thread);
      }
      NurseryImpl nursery = task.innermostNursery;
      for (; nursery != null && left > 0; left--, nursery = nursery.outer) {
        TaskImpl<?> child = nursery.firstChild();
        for (; child != null && left > 0; left--, child = child.nextSibling) {
          tasks.add(child);
        }
      }
    }
    return threads.stream();
  }
}
