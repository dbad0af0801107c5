package org.terzetto.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The tests that ran to their end in this build, by what Surefire and Failsafe wrote down. */
final class ReportedTests {
  // surefire-reports, surefire-reports-loop, failsafe-reports
  private static final Pattern REPORT =
      Pattern.compile("(?:surefire|failsafe)-reports(?:-(\\w+))?/TEST-[^/]*\\.xml$");
  private static final Pattern LEADING_NAME = Pattern.compile("^[\\w$]+");

  private final Map<String, Set<String>> modesByTest = new HashMap<>();
  private final Map<String, Set<String>> modesByClass = new HashMap<>();

  /** Reads all reports in a module's target folder. */
  static ReportedTests in(Path target) {
    ReportedTests tests = new ReportedTests();
    for (Path file : SourceTree.filesUnder(target, ".xml")) {
      Matcher report = REPORT.matcher(file.toString().replace('\\', '/'));
      if (report.find()) {
        tests.read(file, report.group(1) == null ? "" : report.group(1));
      }
    }
    return tests;
  }

  /**
   * In which task modes a test ran.
   *
   * @return the modes; the empty word for a test that runs in no particular one; nothing if it did
   *     not run, or only skipped
   */
  Set<String> modesOf(String className, String methodName) {
    return modesByTest.getOrDefault(className + "#" + methodName, Set.of());
  }

  /** In which task modes tests of a class ran, those of its inherited nested classes included. */
  Set<String> modesOf(String className) {
    return modesByClass.getOrDefault(className, Set.of());
  }

  private void read(Path file, String mode) {
    Element suite;
    try {
      suite =
          DocumentBuilderFactory.newNSInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement();
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("Cannot read " + file, e);
    }
    NodeList cases = suite.getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element testCase = (Element) cases.item(i);
      boolean ran =
          testCase.getElementsByTagName("skipped").getLength() == 0
              && testCase.getElementsByTagName("failure").getLength() == 0
              && testCase.getElementsByTagName("error").getLength() == 0;
      // A parameterized test is named like "method(int)[1]".
      Matcher method = LEADING_NAME.matcher(testCase.getAttribute("name"));
      if (ran && method.find()) {
        String test = testCase.getAttribute("classname") + "#" + method.group();
        modesByTest.computeIfAbsent(test, t -> new TreeSet<>()).add(mode);
        modesByClass.computeIfAbsent(suite.getAttribute("name"), c -> new TreeSet<>()).add(mode);
      }
    }
  }
}
