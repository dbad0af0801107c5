package org.terzetto.lowlevel;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Objects;
import org.terzetto.internal.Kernels;

/**
 * Waits until a channel, or a raw descriptor, might be read or written. One object for each of them
 * and run, shared by everyone who asks; keep it where many waits are to come.
 *
 * <p>Try the operation first, and wait only if it would block; a wait may end early, so try again
 * afterwards. Do not wait twice with no attempt in between: a backend may tell each readiness of a
 * channel only once. Waits that were cancelled do not count; what comes after one ends the next.
 *
 * <p>A read from a TCP connection that fills less than its buffer has found the end of what has
 * come, and is as good as an attempt that would block. Whoever says so with {@link #noteDrained},
 * and asks {@link #isDrained} before trying, saves a system call for each message.
 *
 * <p>Thread safety: belongs to its run.
 */
public interface Readiness {
  /**
   * The readiness of a channel in the current run.
   *
   * @checkpoint never
   * @thread inside the run
   * @param channel in non-blocking mode
   * @return the same object for the same channel
   * @throws IOException if the system refuses to watch it, or the channel is closed; if it was
   *     known before, waiting says so
   * @throws IllegalArgumentException if the backend does not take such a channel
   * @throws IllegalStateException if called outside a run
   */
  static Readiness of(SelectableChannel channel) throws IOException {
    return Kernels.get().readiness(Objects.requireNonNull(channel, "channel"));
  }

  /**
   * The readiness of a raw descriptor in the current run, as native code opens it: of a pipe, an
   * eventfd, a process, a directory that is watched, a Unix-domain socket. Whatever is ready ends a
   * wait, whether or not it was tried in between: for a process that ended there is nothing to try.
   *
   * <p>A descriptor is known by its number. If that is closed with no {@link #notifyClosing}, and
   * then means another file, the next wait is for that file.
   *
   * @checkpoint never
   * @thread inside the run
   * @param descriptor its number; it stays open, in whatever mode it is in. Not that of a channel
   * @return the same object for the same number, until {@link #notifyClosing}
   * @throws IOException if no such descriptor is open, or the system cannot watch it, as it cannot
   *     watch regular files; if the number was known before, waiting says so
   * @throws IllegalArgumentException if it is negative, or that of a channel that is watched
   * @throws UnsupportedOperationException if the backend of the run takes no descriptors; {@code
   *     nio} does not, {@code epoll} does
   * @throws IllegalStateException if called outside a run
   */
  static Readiness of(int descriptor) throws IOException {
    if (descriptor < 0) {
      throw new IllegalArgumentException(
          "the descriptor is " + descriptor + "; those of open files are 0 or more");
    }
    return Kernels.get().readiness(descriptor);
  }

  /**
   * Waits until reading, or accepting, might make progress.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws IllegalStateException if called outside a task
   * @throws WrongThreadException if the task is of another run; nothing has happened
   * @throws IllegalArgumentException if the channel can only be written
   * @throws org.terzetto.BusyResourceException if another task waits for the same
   * @throws org.terzetto.ClosedResourceException if {@link #notifyClosing} was called, before or
   *     meanwhile
   * @throws org.terzetto.Cancelled if cancelled; nothing stays behind
   * @throws IOException if it was closed behind our back
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void waitReadable() throws IOException, InterruptedException;

  /**
   * Waits until writing, or finishing to connect, might make progress.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws IllegalStateException if called outside a task
   * @throws WrongThreadException if the task is of another run; nothing has happened
   * @throws IllegalArgumentException if the channel can only be read, or accept
   * @throws org.terzetto.BusyResourceException if another task waits for the same
   * @throws org.terzetto.ClosedResourceException if {@link #notifyClosing} was called, before or
   *     meanwhile
   * @throws org.terzetto.Cancelled if cancelled; nothing stays behind
   * @throws IOException if it was closed behind our back
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void waitWritable() throws IOException, InterruptedException;

  /**
   * Says that everything has been read that had come: the last read would have blocked or, from a
   * TCP connection, has filled less than its buffer.
   *
   * @checkpoint never
   * @thread inside the run
   */
  void noteDrained();

  /**
   * Whether {@link #noteDrained} was called, and since then no {@link #waitReadable} has ended, and
   * nothing has come that one waited for before it was cancelled. As long as that is so, reading
   * would find nothing, or something that a wait tells of, too.
   *
   * @checkpoint never
   * @thread inside the run
   * @return true if one had better wait first
   */
  boolean isDrained();

  /**
   * Says that the channel or descriptor is about to be closed: whoever waits gets {@link
   * org.terzetto.ClosedResourceException}, and the backend forgets it. Call this, mark your object
   * as closed, close the channel, with no checkpoint in between. Repeating it does nothing, nor
   * does it once the run has ended.
   *
   * @checkpoint never
   * @thread inside the run, or any once that has ended
   * @throws WrongThreadException if called from elsewhere while the run lives, since those who wait
   *     could not be told; nothing has happened
   */
  void notifyClosing();
}
