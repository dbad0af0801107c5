package org.terzetto.core;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What comes out when JUnit runs a class of tests, some of which are to fail. */
record JupiterRun(List<Result> results) {
  /** One invocation of a test; or a container that failed. */
  record Result(String name, TestExecutionResult.Status status, Optional<Throwable> failure) {
    boolean failed() {
      return status == TestExecutionResult.Status.FAILED;
    }
  }

  static JupiterRun of(Class<?> testClass) {
    List<Result> results = new ArrayList<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(testClass)).build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
                if (test.isTest() || failed) {
                  results.add(
                      new Result(test.getDisplayName(), result.getStatus(), result.getThrowable()));
                }
              }
            });
    return new JupiterRun(List.copyOf(results));
  }

  /** The only failure there is. */
  Throwable failure() {
    List<Throwable> failures =
        results.stream().flatMap(result -> result.failure().stream()).toList();
    if (failures.size() != 1) {
      throw new AssertionError("not one failure but " + results);
    }
    return failures.getFirst();
  }
}
