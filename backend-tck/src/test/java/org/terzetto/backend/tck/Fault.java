package org.terzetto.backend.tck;

import java.util.function.UnaryOperator;
import org.terzetto.backend.nio.NioBackendProvider;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;

/** Ways to break the contract, the sentence each of them breaks, and the test that must see it. */
enum Fault {
  KNOWS_ONE_THREAD(
      Sentence.THREADS,
      IoBackendContract.Registering.class,
      "calls_fromOneThreadAfterAnother_work",
      PollFaults::knowsOneThread),
  LOSES_AN_EDGE(
      Sentence.REPORT,
      IoBackendContract.Reporting.class,
      "arm_racingWithThePeer_losesNothing",
      PollFaults::losesAnEdge),
  REPORTS_ONE_DIRECTION(
      Sentence.REPORT,
      IoBackendContract.Reporting.class,
      "arm_bothDirectionsRacingWithThePeer_loseNothing",
      PollFaults::reportsReadingOnly),
  IGNORES_A_SECOND_ARMING(
      Sentence.REPORT,
      IoBackendContract.Reporting.class,
      "arm_readyWhileNotArmed_isReportedOnceArmed",
      RegistrationFaults::armsOnce),
  REPORTS_WITHOUT_END(
      Sentence.FEW_SPURIOUS,
      IoBackendContract.Reporting.class,
      "arm_idle_pollsRunOutInTheEnd",
      RegistrationFaults::reportsWithoutEnd),
  NEVER_DISARMS(
      Sentence.UNARMED,
      IoBackendContract.Reporting.class,
      "arm_reported_isNotArmedAnyMore",
      RegistrationFaults::neverDisarms),
  STOPS_AT_A_CLOSED_HANDLE(
      Sentence.CLOSED_MEANWHILE,
      IoBackendContract.Closing.class,
      "channel_closedWhileArmed_othersAreStillReported",
      RegistrationFaults::stopsAtAClosedHandle),
  REPORTS_HALF_A_RESET(
      Sentence.BOTH,
      IoBackendContract.Connections.class,
      "reset_byThePeer_isReportedForBoth",
      PollFaults::reportsReadingOnly),
  MIXES_UP_ATTACHMENTS(
      Sentence.ATTACHMENT,
      IoBackendContract.Registering.class,
      "register_twoHandles_eachIsReportedByItsAttachment",
      RegistrationFaults::mixesUpAttachments),
  TAKES_A_HANDLE_TWICE(
      Sentence.HANDLES,
      IoBackendContract.Registering.class,
      "register_twice_isRefusedAndTheFirstStays",
      RegistrationFaults::takesEverything),
  TAKES_A_CLOSED_HANDLE(
      Sentence.HANDLE_CLOSED,
      IoBackendContract.Registering.class,
      "register_closedChannel_isRefused",
      RegistrationFaults::takesEverything),
  REPORTS_A_THOUSAND(
      Sentence.ALL,
      IoBackendContract.Crowds.class,
      "poll_thousandsReady_reportsAllAtOnce",
      real -> PollFaults.reportsAtMost(1000, real)),
  ENDS_WHEN_INTERRUPTED(
      Sentence.INTERRUPT,
      IoBackendContract.Polling.class,
      "poll_threadInterrupted_waitsAllTheSame",
      PollFaults::endsWhenInterrupted),
  TAKES_ZERO_FOR_EVER(
      Sentence.LOOK,
      IoBackendContract.Polling.class,
      "poll_zeroOrLess_doesNotWait",
      PollFaults::takesZeroForEver),
  ROUNDS_DOWN(
      Sentence.NEVER_EARLY,
      IoBackendContract.Polling.class,
      "poll_nothingHappens_returnsFalseAndNotBeforeTheTime",
      PollFaults::roundsDown),
  IS_TOO_LATE(
      Sentence.RESOLUTION,
      IoBackendContract.Polling.class,
      "poll_timeIsOver_returnsWithinTheResolution",
      PollFaults::isTooLate),
  REPORTS_FROM_ANOTHER_THREAD(
      Sentence.SINK,
      IoBackendContract.Reporting.class,
      "sink_isCalledByTheThreadThatPolls",
      PollFaults::reportsFromAnotherThread),
  LOCKS_WHILE_REPORTING(
      Sentence.SINK_MAY,
      IoBackendContract.Reporting.class,
      "sink_registersArmsDeregistersAndWakes_allOfItHolds",
      PollFaults::locksWhileReporting),
  SAYS_ALWAYS_TRUE(
      Sentence.WOKEN,
      IoBackendContract.Polling.class,
      "poll_nothingHappens_returnsFalseAndNotBeforeTheTime",
      PollFaults::saysAlwaysTrue),
  SAYS_ALWAYS_FALSE(
      Sentence.TIME_OVER,
      IoBackendContract.Polling.class,
      "poll_reports_returnsTrueAndOnlyThen",
      PollFaults::saysAlwaysFalse),
  SWALLOWS_A_WAKEUP(
      Sentence.WAKEUP,
      IoBackendContract.WakingUp.class,
      "wakeup_thousandsOfRounds_noneIsLost",
      WakeupFaults::swallowsOne),
  SWALLOWS_THE_LAST_WAKEUP(
      Sentence.WAKEUP_SEEN,
      IoBackendContract.WakingUp.class,
      "wakeup_byManyThreads_whateverWasDoneBeforeIsSeen",
      WakeupFaults::swallowsTheLast),
  COALESCES_TOO_LONG(
      Sentence.WAKEUP,
      IoBackendContract.WakingUp.class,
      "wakeup_thousandsOfRounds_noneIsLost",
      WakeupFaults::coalescesTooLong),
  WAKES_TOO_SOON(
      Sentence.WAKEUP_SEEN,
      IoBackendContract.WakingUp.class,
      "wakeup_thousandsOfRounds_noneIsLost",
      WakeupFaults::wakesTooSoon),
  COUNTS_WAKEUPS(
      Sentence.COALESCE,
      IoBackendContract.WakingUp.class,
      "wakeup_beforePoll_endsItAndOnlyIt",
      WakeupFaults::counts),
  WAKES_ALL_BACKENDS(
      Sentence.OPEN,
      IoBackendContract.Polling.class,
      "open_twice_backendsShareNothing",
      WakeupFaults::wakesAll),
  TAKES_NO_HANDLES(
      Sentence.CAPABILITIES,
      IoBackendContract.Polling.class,
      "capabilities_areConstantAndNameAKindOfHandle",
      PollFaults::takesNoHandles),
  MISCOUNTS(
      Sentence.STATISTICS,
      IoBackendContract.Registering.class,
      "register_twice_isRefusedAndTheFirstStays",
      PollFaults::miscounts),
  HAS_ANOTHER_NAME(
      Sentence.NAME,
      IoBackendContract.Polling.class,
      "statistics_nameTheBackend",
      PollFaults::hasAnotherName),
  CLOSES_HANDLES(
      Sentence.CLOSE,
      IoBackendContract.Closing.class,
      "close_leavesTheHandlesOpen",
      RegistrationFaults::closesHandles),
  CLOSES_ONLY_ONCE(
      Sentence.CLOSE_AGAIN,
      IoBackendContract.Closing.class,
      "close_again_doesNothing",
      PollFaults::closesOnlyOnce),
  GOES_ON_WHEN_CLOSED(
      Sentence.AFTER_CLOSE,
      IoBackendContract.Closing.class,
      "close_afterwards_everythingElseIsRefused",
      PollFaults::goesOnWhenClosed),
  TAKES_ANY_INTEREST(
      Sentence.INTEREST,
      IoBackendContract.Registering.class,
      "arm_wrongInterest_isRefused",
      RegistrationFaults::takesAnyInterest),
  ARMING_REPLACES(
      Sentence.STAYS_ARMED,
      IoBackendContract.Reporting.class,
      "arm_theOtherDirectionToo_theFirstStaysArmed",
      RegistrationFaults::armingReplaces),
  ARMS_CLOSED_HANDLES(
      Sentence.ARM_CLOSED,
      IoBackendContract.Closing.class,
      "channel_closedWhileArmed_othersAreStillReported",
      RegistrationFaults::armsWhatIsGone),
  ARMS_WHAT_IS_GONE(
      Sentence.ARM_GONE,
      IoBackendContract.Registering.class,
      "deregister_armedAndReady_reportsNothing",
      RegistrationFaults::armsWhatIsGone),
  DOES_NOT_DEREGISTER(
      Sentence.DEREGISTERED,
      IoBackendContract.Registering.class,
      "deregister_armedAndReady_reportsNothing",
      RegistrationFaults::doesNotDeregister),
  DEREGISTERS_LATER(
      Sentence.DEREGISTERED,
      IoBackendContract.Registering.class,
      "deregister_byTheSink_silencesThePollUnderWay",
      RegistrationFaults::doesNotDeregister),
  COUNTS_DEREGISTERING_TWICE(
      Sentence.DEREGISTER_AGAIN,
      IoBackendContract.Registering.class,
      "deregister_twiceAndAfterTheChannelClosed_countsOnce",
      RegistrationFaults::countsDeregisteringTwice),
  REMEMBERS_HANDLES(
      Sentence.REGISTER_AGAIN,
      IoBackendContract.Registering.class,
      "register_afterDeregistering_startsAnew",
      RegistrationFaults::remembersHandles),
  HOLDS_ON_TO_HANDLES(
      Sentence.RELEASED,
      IoBackendContract.Registering.class,
      "deregister_thenCloseListener_itsAddressIsFree",
      RegistrationFaults::doesNotDeregister),
  FORGETS_THE_END_BEHIND_BYTES(
      Sentence.SHORT_READ,
      IoBackendContract.Connections.class,
      "halfClose_rightBehindBytes_isReportedAfterAShortRead",
      PollFaults::tellsReadinessOnce),
  FORGETS_BYTES_BEHIND_URGENT_DATA(
      Sentence.SHORT_READ,
      IoBackendContract.Connections.class,
      "urgentData_bytesBehindIt_areReportedAfterAShortRead",
      PollFaults::tellsReadinessOnce),
  TELLS_READINESS_ONCE(
      Sentence.ANY_READINESS,
      IoBackendContract.Descriptors.class,
      "arm_readyAsBefore_isReportedAgainWithoutAnAttempt",
      PollFaults::tellsReadinessOnce),
  KEEPS_TO_THE_OLD_FILE(
      Sentence.NEW_FILE,
      IoBackendContract.Descriptors.class,
      "descriptor_closedAndReplaced_armingMeansTheNewFile",
      DescriptorFaults::keepsToTheOldFile),
  MISSES_HANG_UPS(
      Sentence.BOTH,
      IoBackendContract.Descriptors.class,
      "pipe_writerGone_isReportedForReading",
      DescriptorFaults::missesHangUps),
  MISSES_ERRORS(
      Sentence.BOTH,
      IoBackendContract.Descriptors.class,
      "pipe_readerGone_isReportedForWriting",
      DescriptorFaults::missesHangUps),
  LOSES_READINESS_OF_DESCRIPTORS(
      Sentence.REPORT,
      IoBackendContract.Descriptors.class,
      "arm_racingWithTheWriter_losesNothing",
      PollFaults::losesAnEdge),
  REPORTS_DESCRIPTORS_FOR_READING_ONLY(
      Sentence.REPORT,
      IoBackendContract.Descriptors.class,
      "pipe_full_isReportedOnceThereIsRoom",
      PollFaults::reportsReadingOnly),
  NEVER_DISARMS_DESCRIPTORS(
      Sentence.UNARMED,
      IoBackendContract.Descriptors.class,
      "pipe_notArmed_isNotReported",
      RegistrationFaults::neverDisarms),
  TAKES_ANY_NUMBER(
      Sentence.HANDLES,
      IoBackendContract.Descriptors.class,
      "register_whatIsNoDescriptor_isRefused",
      RegistrationFaults::takesEverything),
  TAKES_CLOSED_DESCRIPTORS(
      Sentence.HANDLE_CLOSED,
      IoBackendContract.Descriptors.class,
      "register_whatIsNoDescriptor_isRefused",
      DescriptorFaults::takesClosedDescriptors),
  ARMS_CLOSED_DESCRIPTORS(
      Sentence.ARM_CLOSED,
      IoBackendContract.Descriptors.class,
      "descriptor_closedWhileArmed_othersAreStillReported",
      RegistrationFaults::armsWhatIsGone),
  DOES_NOT_DEREGISTER_DESCRIPTORS(
      Sentence.DEREGISTERED,
      IoBackendContract.Descriptors.class,
      "deregister_armedAndReady_isSilentAndCanBeRegisteredAgain",
      RegistrationFaults::doesNotDeregister),
  REMEMBERS_DESCRIPTORS(
      Sentence.REGISTER_AGAIN,
      IoBackendContract.Descriptors.class,
      "deregister_armedAndReady_isSilentAndCanBeRegisteredAgain",
      RegistrationFaults::remembersHandles),
  REPORTS_A_HUNDRED_DESCRIPTORS(
      Sentence.ALL,
      IoBackendContract.Descriptors.class,
      "poll_hundredsReady_reportsAllAtOnce",
      real -> PollFaults.reportsAtMost(100, real));

  final Sentence sentence;
  final Class<?> section;
  final String method;
  private final UnaryOperator<IoBackend> wrapper;

  Fault(Sentence sentence, Class<?> section, String method, UnaryOperator<IoBackend> wrapper) {
    this.sentence = sentence;
    this.section = section;
    this.method = method;
    this.wrapper = wrapper;
  }

  /** What it is a fault in. */
  IoBackendProvider base() {
    return section == IoBackendContract.Descriptors.class
        ? PollBackend.provider()
        : new NioBackendProvider();
  }

  IoBackend in(IoBackend real) {
    return wrapper.apply(real);
  }
}
