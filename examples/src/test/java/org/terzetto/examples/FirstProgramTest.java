package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FirstProgramTest {
  @Test
  void program_printsWhatTheReadmeShows() throws Exception {
    assertEquals(Documents.output("first-program"), Output.onMockClock(FirstProgram::tickTock));
  }

  @Test
  void main_runsIt() throws Exception {
    assertEquals("time is up, and both have ended", Output.of(FirstProgram::main).getLast());
  }
}
