package org.terzetto.backend.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.terzetto.spi.IoBackend.READ;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.terzetto.backend.tck.RawPipe;
import org.terzetto.spi.IoRegistration;

/** Numbers of descriptors that come to mean another file, and are registered anew. */
class EpollReuseTest extends EpollFixture {
  @Test
  void numberReused_registeredAnew_leftOverDoesNoHarm() throws IOException {
    RawPipe old = pipe();
    IoRegistration left = register(old.out(), "left over");
    left.arm(READ);
    RawPipe fresh = replace(old);
    IoRegistration anew = register(old.out(), "anew");
    anew.arm(READ);
    assertThrows(IOException.class, () -> left.arm(READ), "the number belongs to another");
    left.deregister();
    fresh.send();
    assertReported("anew 1");
    assertEquals(1, backend.statistics().registered());
  }

  @Test
  void numberReused_leftOverIsDeregistered_theNewFileIsNotTakenOut() throws IOException {
    RawPipe old = pipe();
    IoRegistration left = register(old.out(), "left over");
    RawPipe fresh = replace(old);
    IoRegistration anew = register(old.out(), "anew");
    left.deregister();
    assertThrows(IllegalArgumentException.class, () -> register(old.out(), "twice"));
    anew.arm(READ);
    fresh.send();
    assertReported("anew 1");
  }

  /** A new backend gets the numbers that the old one had for itself. */
  @Test
  void numberOfTheBackendReused_deregisteringFromTheOldOneLeavesTheNewOneAlone()
      throws IOException {
    RawPipe pipe = pipe();
    IoRegistration old = register(pipe.out(), "old");
    backend.close();
    open();
    register(pipe.out(), "anew").arm(READ);
    old.deregister();
    pipe.send();
    assertReported("anew 1");
  }

  /** Gives the number of the reading end to another pipe; the old file is closed by that. */
  private RawPipe replace(RawPipe old) throws IOException {
    RawPipe fresh = pipe();
    old.becomeOut(fresh.out());
    fresh.closeOut();
    return fresh;
  }
}
