package org.terzetto.backend.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the kit on backends that break one sentence each: it has to quote just that one. */
class FaultTest {
  @ParameterizedTest
  @EnumSource
  void kit_seesTheFaultAndQuotesTheSentence(Fault fault) {
    FaultyContract.fault = fault;
    TestExecutionSummary summary = run(fault);
    assertEquals(1, summary.getTestsFoundCount(), fault.method + " is not there");
    assertEquals(1, summary.getTestsFailedCount(), fault.method + " does not see it");
    Throwable failure = summary.getFailures().getFirst().getException();
    assertTrue(
        String.valueOf(failure.getMessage()).contains(fault.sentence.text()),
        () -> fault.method + " says: " + failure);
  }

  private static TestExecutionSummary run(Fault fault) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                selectNestedMethod(List.of(FaultyContract.class), fault.section, fault.method))
            .build();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }

  @Test
  void sentences_eachHasAFault() {
    Set<Sentence> missing = EnumSet.allOf(Sentence.class);
    missing.removeAll(
        Arrays.stream(Fault.values()).map(fault -> fault.sentence).collect(Collectors.toSet()));
    assertEquals(Set.of(), missing);
  }
}
