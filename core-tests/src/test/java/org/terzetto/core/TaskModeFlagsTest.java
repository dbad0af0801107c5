package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * The build runs each behaviour test twice; this proves that the two runs differ as they should.
 */
class TaskModeFlagsTest {
  @Test
  void javaLang_isOpenInLoopModeOnly() {
    boolean open = Object.class.getModule().isOpen("java.lang", getClass().getModule());
    assertEquals(System.getProperty("terzetto.taskMode"), open ? "loop" : "portable");
  }
}
