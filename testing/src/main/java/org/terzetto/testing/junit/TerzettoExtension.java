package org.terzetto.testing.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.terzetto.RunOptions;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;

/**
 * Makes {@link TerzettoTest} work; a new run for each invocation of the method. The annotation
 * brings it along.
 *
 * <p>Thread safety: keeps no state of its own.
 */
public final class TerzettoExtension
    implements TestTemplateInvocationContextProvider, ParameterResolver, InvocationInterceptor {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(TerzettoExtension.class);

  /** For JUnit. */
  public TerzettoExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    if (!isRepeatedByOthers(context.getRequiredTestMethod())) {
      return true;
    }
    TerzettoTest test = annotation(context);
    if (test.schedules() != 1 || test.seeds().length > 0) {
      throw new ExtensionConfigurationException(
          context.getRequiredTestMethod()
              + " has schedules or seeds, and another annotation that says how often it is called;"
              + " leave one of them out");
    }
    return false;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    return Exploration.of(annotation(context)).schedules();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return isTestMethod(parameter, context)
        && (type == MockClock.class
            || type == RecordingInstrument.class
            || type == RunOptions.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == RecordingInstrument.class) {
      return new RecordingInstrument();
    }
    TestRun run = testRun(context);
    return type == MockClock.class ? run.newClock() : run.options();
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    testRun(context).run(method.getArguments(), invocation);
  }

  private static boolean isTestMethod(ParameterContext parameter, ExtensionContext context) {
    return context.getTestMethod().filter(parameter.getDeclaringExecutable()::equals).isPresent();
  }

  private static boolean isRepeatedByOthers(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(type ->
            type != TerzettoTest.class
                && !AnnotationSupport.isAnnotated(type, TerzettoTest.class)
                && AnnotationSupport.isAnnotated(type, TestTemplate.class));
  }

  private static TerzettoTest annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), TerzettoTest.class)
        .orElseThrow();
  }

  /** The run of this invocation. It begins once the parameters are resolved. */
  private static TestRun testRun(ExtensionContext context) {
    Schedule schedule = store(context).get(Schedule.class, Schedule.class);
    return store(context)
        .computeIfAbsent(
            TestRun.class,
            key ->
                new TestRun(
                    schedule == null ? Exploration.anySeed() : schedule.seed(),
                    annotation(context).autojump()),
            TestRun.class);
  }

  static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }
}
