package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;

/** Which bindings of scoped values a child sees. */
class NurseryContextTest {
  private static final ScopedValue<String> USER = ScopedValue.newInstance();

  private static void logUser(List<String> log) throws InterruptedException {
    log.add(USER.orElse("none"));
    Checkpoints.checkpoint();
    log.add(USER.orElse("none"));
  }

  @Test
  @Covers("NUR-17")
  void child_seesTheBindingsWhereTheNurseryWasOpened() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            ScopedValue.where(USER, "opener")
                .call(() -> {
                  Nursery.run(nursery -> {
                    nursery.startSoon(() -> logUser(log));
                    ScopedValue.where(USER, "caller of startSoon")
                        .run(() -> nursery.startSoon(() -> logUser(log)));
                  });
                  return null;
                }));
    assertEquals(List.of("opener", "opener", "opener", "opener"), log);
  }

  @Test
  @Covers("NUR-17")
  void child_startedByATaskWithOtherBindings_doesNotSeeThem() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(plain ->
                ScopedValue.where(USER, "other task")
                    .call(() -> {
                      Nursery.run(bound ->
                          bound.startSoon(() -> {
                            log.add(USER.get());
                            plain.startSoon(() -> logUser(log));
                          }));
                      return null;
                    })));
    assertEquals(List.of("other task", "none", "none"), log);
  }

  @Test
  @Covers({"NUR-17", "STA-10"})
  void start_childSeesTheBindingsWhereTheNurseryWasOpened() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            ScopedValue.where(USER, "opener")
                .call(() -> {
                  Nursery.run(nursery ->
                      ScopedValue.where(USER, "caller of start")
                          .call(() ->
                              nursery.<Object>start(status -> {
                                log.add(USER.orElse("none"));
                                status.started(null);
                                log.add(USER.orElse("none"));
                              })));
                  return null;
                }));
    assertEquals(List.of("opener", "opener"), log);
  }
}
