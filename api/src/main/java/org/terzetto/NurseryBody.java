package org.terzetto;

/** The block that a nursery surrounds. */
@FunctionalInterface
public interface NurseryBody {
  /**
   * Runs in the task that opened the nursery, beside the children it starts.
   *
   * @param nursery the open nursery; it may be handed to other tasks
   * @throws Exception any failure; it cancels the children and goes into the nursery's group
   */
  void run(Nursery nursery) throws Exception;
}
