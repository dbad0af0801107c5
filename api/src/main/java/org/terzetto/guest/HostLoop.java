package org.terzetto.guest;

/**
 * The event loop that a run is a guest of: one thread that runs callbacks, one after another. A
 * method reference is mostly enough: {@code EventQueue::invokeLater}, or {@code executor::execute}
 * for an executor with a single thread.
 *
 * <p>Thread safety: {@link #runSoonThreadSafe} is called by other threads than the host's; {@link
 * #runSoon} by the host's alone.
 */
@FunctionalInterface
public interface HostLoop {
  /**
   * Runs {@code callback} on the host's thread, soon: never inside this call, and once.
   *
   * @implSpec What the caller did before must be visible to the callback, as with every queue of
   *     {@code java.util.concurrent}. A loop that has stopped should throw, so that the guest
   *     learns of it; if it drops the callback instead, that is found out when the callback is
   *     collected as garbage.
   * @thread the guest's helper thread; the host's too if {@link #runSoon} is not overridden
   * @param callback a step of the guest; it throws nothing
   */
  void runSoonThreadSafe(Runnable callback);

  /**
   * Like {@link #runSoonThreadSafe}, when the host's thread itself is the caller. Override it if
   * the loop has a cheaper way for that.
   *
   * @implSpec calls {@link #runSoonThreadSafe}
   * @thread the host's
   * @param callback a step of the guest; it throws nothing
   */
  default void runSoon(Runnable callback) {
    runSoonThreadSafe(callback);
  }
}
