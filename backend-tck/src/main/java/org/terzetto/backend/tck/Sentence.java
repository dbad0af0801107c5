package org.terzetto.backend.tck;

/**
 * The sentences of the contract, as they stand in the Javadoc of {@code org.terzetto.spi}. Each
 * failure of a test quotes one of them.
 */
enum Sentence {
  THREADS("IoBackend", "calls it from one thread at a time (not always the same one)"),
  REPORT("IoBackend", "at least one report comes if the handle is ready or becomes ready"),
  FEW_SPURIOUS("IoBackend", "Spurious reports are allowed, if few; lost ones never."),
  SHORT_READ(
      "IoBackend",
      "A read from a TCP connection that fills less than its buffer is such an attempt"),
  ANY_READINESS(
      "IoBackend",
      "Not so with a descriptor, which may have no such attempt: there, any readiness counts."),
  NEW_FILE("IoBackend", "the number means another file by now, arming it means that file."),
  UNARMED("IoBackend", "What is not armed is not reported, and does not end a poll."),
  CLOSED_MEANWHILE("IoBackend", "A handle may be closed by any thread while it is registered"),
  BOTH("IoBackend", "Errors and hang-ups count as readiness for both."),
  ATTACHMENT("IoBackend", "attachment as given to register"),
  HANDLES("IoBackend", "if this backend does not take such a handle, or it is registered already"),
  HANDLE_CLOSED("IoBackend", "if the system refuses: the handle is closed, or memory is short"),
  ALL("IoBackend", "reports all that is ready, however much."),
  INTERRUPT("IoBackend", "Neither an interrupted system call nor an interrupted thread ends it."),
  LOOK("IoBackend", "how long; zero or less for a mere look."),
  NEVER_EARLY("IoBackend", "Rounded up, never down"),
  RESOLUTION("IoBackend", "late by no more than the resolution of this backend, if the machine"),
  SINK("IoBackend", "called before this returns, by the same thread;"),
  SINK_MAY("IoBackend", "it may register, arm, deregister and wake up"),
  WOKEN("IoBackend", "true if there was a report or a wake-up;"),
  TIME_OVER("IoBackend", "false only if the time was over"),
  WAKEUP("IoBackend", "Makes the poll under way, or else the next one, return at once."),
  WAKEUP_SEEN("IoBackend", "What a thread did before is seen by whoever polls, after that poll."),
  COALESCE("IoBackend", "Repeated calls coalesce"),
  NEVER_BLOCKS("IoBackend", "it never blocks"),
  CAPABILITIES("IoBackend", "a constant set, with at least one kind of handle"),
  STATISTICS("IoBackend", "registered how many handles are registered"),
  NAME("IoBackend", "backend its name, as the provider says it"),
  CLOSE("IoBackend", "Releases everything, without closing the handles."),
  CLOSE_AGAIN("IoBackend", "Repeating it does nothing, and so does waking up afterwards;"),
  AFTER_CLOSE("IoBackend", "everything else is refused, but for deregistering"),
  INTEREST("IoRegistration", "if the interest is anything else"),
  STAYS_ARMED("IoRegistration", "what was armed before and has not been reported stays armed"),
  ARM_CLOSED("IoRegistration", "if the system refuses, for one because the handle has been closed"),
  ARM_GONE("IoRegistration", "if it was deregistered, or the backend closed"),
  DEREGISTERED(
      "IoRegistration", "No report comes for it any more, not even from the poll under way."),
  DEREGISTER_AGAIN(
      "IoRegistration", "Allowed after the handle was closed; repeating it does nothing."),
  REGISTER_AGAIN("IoRegistration", "The handle can be registered again at once,"),
  RELEASED("IoRegistration", "closing it takes effect at once"),
  OPEN("IoBackendProvider", "a new backend, which shares nothing with others");

  private final String type;
  private final String text;

  Sentence(String type, String text) {
    this.type = type;
    this.text = text;
  }

  /** The simple name of the type whose Javadoc holds it. */
  String type() {
    return type;
  }

  String text() {
    return text;
  }

  /** What a failed test says. */
  String brokenBecause(String seen) {
    return type + ": \"" + text + "\" does not hold: " + seen;
  }
}
