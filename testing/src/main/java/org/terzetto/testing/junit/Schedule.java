package org.terzetto.testing.junit;

import java.util.List;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/**
 * One invocation of the test method.
 *
 * @param seed of its run
 * @param exploration what it belongs to
 */
record Schedule(long seed, Exploration exploration) implements TestTemplateInvocationContext {
  @Override
  public String getDisplayName(int invocationIndex) {
    return "[" + invocationIndex + "] seed " + seed;
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(exploration);
  }

  @Override
  public void prepareInvocation(ExtensionContext context) {
    TerzettoExtension.store(context).put(Schedule.class, this);
  }
}
