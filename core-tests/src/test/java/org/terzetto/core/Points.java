package org.terzetto.core;

import org.terzetto.Task;
import org.terzetto.TaskBody;

/** How many cancel points and schedule points a block passed. */
record Points(long cancel, long schedule) {
  static Points of(TaskBody body) throws Exception {
    Task<?> task = Task.current();
    long cancelBefore = task.cancelPoints();
    long scheduleBefore = task.schedulePoints();
    body.run();
    return new Points(task.cancelPoints() - cancelBefore, task.schedulePoints() - scheduleBefore);
  }
}
