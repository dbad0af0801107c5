package org.terzetto.scheduler;

/**
 * The loop's word that it is about to wait, so that those who bring it work ring only if they must.
 *
 * <p>The loop raises the flag, looks for work, and waits if there is none; others put their work
 * down, look at the flag, and ring if it is up. Each writes first and reads second: so that at
 * least one of the two sees the other, both must be volatile. {@code WakeUpStressTest} shows what
 * happens without.
 */
class WaitFlag {
  private volatile boolean up;

  void raise() {
    up = true;
  }

  void lower() {
    up = false;
  }

  boolean isUp() {
    return up;
  }
}
