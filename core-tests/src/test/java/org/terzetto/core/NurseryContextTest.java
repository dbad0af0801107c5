package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.NurseryBody;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;

/** Which bindings of scoped values a child sees. */
class NurseryContextTest {
  private static final ScopedValue<String> USER = ScopedValue.newInstance();

  private final List<String> seen = new ArrayList<>();

  private void noteUser() throws InterruptedException {
    seen.add(USER.orElse("none"));
    Checkpoints.checkpoint();
    seen.add(USER.orElse("none"));
  }

  private static void runNurseryAs(String user, NurseryBody body) throws InterruptedException {
    ScopedValue.where(USER, user)
        .call(() -> {
          Nursery.run(body);
          return null;
        });
  }

  @Test
  @Covers("NUR-17")
  void child_seesTheBindingsWhereTheNurseryWasOpened() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          runNurseryAs(
              "opener",
              nursery -> {
                nursery.startSoon(this::noteUser);
                ScopedValue.where(USER, "caller of startSoon")
                    .run(() -> nursery.startSoon(this::noteUser));
              });
          String inherited = Bindings.inherited("opener");
          assertEquals(List.of(inherited, inherited, inherited, inherited), seen);
        });
  }

  @Test
  @Covers("NUR-17")
  void child_startedByATaskWithOtherBindings_doesNotSeeThem() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Nursery.run(plain ->
              runNurseryAs(
                  "other task",
                  bound ->
                      bound.startSoon(() -> {
                        seen.add(USER.orElse("none"));
                        plain.startSoon(this::noteUser);
                      })));
          assertEquals(List.of(Bindings.inherited("other task"), "none", "none"), seen);
        });
  }

  @Test
  @Covers("NUR-17")
  void start_childSeesTheBindingsWhereTheNurseryWasOpened() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          runNurseryAs(
              "opener",
              nursery ->
                  ScopedValue.where(USER, "caller of start")
                      .call(() ->
                          nursery.<Object>start(status -> {
                            seen.add(USER.orElse("none"));
                            status.started(null);
                            seen.add(USER.orElse("none"));
                          })));
          String inherited = Bindings.inherited("opener");
          assertEquals(List.of(inherited, inherited), seen);
        });
  }
}
