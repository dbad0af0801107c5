package org.terzetto.guest;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.Kernels;

/**
 * Calls on the platform thread beneath a run: the host's in a guest run, the run's own loop thread
 * in any other. A task is a virtual thread; what asks for a certain thread, such as a toolkit for
 * graphical interfaces or a native library, has to be called from here.
 *
 * <p>Such a call is a plain one: it is no checkpoint, nobody else has a turn meanwhile, and what it
 * throws comes out. To the code inside it is as if the host had called it: it is inside the run but
 * in no task.
 */
public final class HostThread {
  private HostThread() {}

  /**
   * Runs {@code body} on the bare thread.
   *
   * @checkpoint never
   * @thread a task of the run; on the bare thread itself {@code body} is just called
   * @param body what to run; must not block, since the loop stands still
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws IllegalStateException if called outside a run, or inside one on another thread
   * @throws org.terzetto.PinnedSuspensionException if the task cannot leave its thread
   */
  public static <X extends Exception> void run(HostBody<X> body) throws X {
    Objects.requireNonNull(body, "body");
    HostThread.<@Nullable Void, X>call(() -> {
      body.run();
      return null;
    });
  }

  /**
   * Like {@link #run}, with a result.
   *
   * @checkpoint never
   * @thread a task of the run; on the bare thread itself {@code call} is just called
   * @param call what to run; must not block, since the loop stands still
   * @param <T> the result
   * @param <X> what the call throws
   * @return what {@code call} returned
   * @throws X what the call threw
   * @throws IllegalStateException if called outside a run, or inside one on another thread
   * @throws org.terzetto.PinnedSuspensionException if the task cannot leave its thread
   */
  public static <T extends @Nullable Object, X extends Exception> T call(HostCall<T, X> call)
      throws X {
    Objects.requireNonNull(call, "call");
    return Kernels.get().callOnHostThread(call);
  }
}
