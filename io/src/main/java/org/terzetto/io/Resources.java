package org.terzetto.io;

import org.jspecify.annotations.Nullable;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Task;

/** Uses and closes {@link AsyncResource}s. */
public final class Resources {
  private Resources() {}

  /**
   * A block that works with a resource.
   *
   * @param <R> the resource
   * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the
   *     compiler infers it
   */
  @FunctionalInterface
  public interface ResourceBody<R extends AsyncResource, X extends Exception> {
    /**
     * Works with the resource.
     *
     * @param resource open, at first
     * @throws X a failure of the block
     * @throws InterruptedException when somebody outside the run interrupted the task's thread
     */
    void run(R resource) throws X, InterruptedException;
  }

  /**
   * A block that works with a resource and has a result.
   *
   * @param <R> the resource
   * @param <T> the result
   * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the
   *     compiler infers it
   */
  @FunctionalInterface
  public interface ResourceCall<
      R extends AsyncResource, T extends @Nullable Object, X extends Exception> {
    /**
     * Works with the resource.
     *
     * @param resource open, at first
     * @return the result
     * @throws X a failure of the block
     * @throws InterruptedException when somebody outside the run interrupted the task's thread
     */
    T call(R resource) throws X, InterruptedException;
  }

  /**
   * Runs a block, then closes the resource gracefully, however the block ended. If both the block
   * and the closing fail, the block's exception goes on, with the other as a suppressed one.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param resource what to close
   * @param body the block
   * @param <R> the resource
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws org.terzetto.Cancelled if cancelled; the resource has been closed forcefully
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     resource has been closed forcefully
   */
  public static <R extends AsyncResource, X extends Exception> void use(
      R resource, ResourceBody<? super R, X> body) throws X, InterruptedException {
    Resources.<R, @Nullable Void, X>call(
        resource,
        r -> {
          body.run(r);
          return null;
        });
  }

  /**
   * Like {@link #use}, with a result.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param resource what to close
   * @param body the block
   * @param <R> the resource
   * @param <T> the result
   * @param <X> what the body throws
   * @return what the body returned, once the resource is closed
   * @throws X what the body threw
   * @throws org.terzetto.Cancelled if cancelled; the resource has been closed forcefully
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     resource has been closed forcefully
   */
  public static <R extends AsyncResource, T extends @Nullable Object, X extends Exception> T call(
      R resource, ResourceCall<? super R, T, X> body) throws X, InterruptedException {
    Task.current(); // throws outside a task, before anything is called
    T result;
    try {
      result = body.call(resource);
    } catch (Throwable failure) {
      closeAfter(failure, resource);
      throw failure;
    }
    resource.closeGracefully();
    return result;
  }

  /**
   * Closes a resource without waiting for a proper end, by closing it gracefully in a scope that is
   * cancelled already. Unlike {@link AsyncResource#close} it is a checkpoint.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param resource what to close
   * @throws org.terzetto.Cancelled if the caller itself is cancelled; the resource is closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     resource is closed
   */
  public static void closeForcefully(AsyncResource resource) throws InterruptedException {
    CancelScope scope = CancelScope.create();
    scope.cancel("closing forcefully");
    scope.run(s -> resource.closeGracefully());
  }

  private static void closeAfter(Throwable failure, AsyncResource resource) {
    try {
      resource.closeGracefully();
    } catch (Throwable second) {
      boolean sameNews = second instanceof Cancelled && failure instanceof Cancelled;
      if (!sameNews && !second.equals(failure)) {
        failure.addSuppressed(second);
      }
    }
  }
}
