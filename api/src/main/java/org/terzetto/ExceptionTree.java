package org.terzetto;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Draws an {@link ExceptionGroup} as a tree. In plain ASCII, since stderr may be any charset: the
 * members hang from a trunk, numbered, each with its own trace.
 */
final class ExceptionTree {
  private final StringBuilder out = new StringBuilder();
  private final Set<Throwable> drawn = Collections.newSetFromMap(new IdentityHashMap<>());

  private ExceptionTree() {}

  static String draw(ExceptionGroup group) {
    ExceptionTree tree = new ExceptionTree();
    tree.drawGroup(group, "");
    return tree.out.toString();
  }

  private void drawGroup(ExceptionGroup group, String indent) {
    drawn.add(group);
    line(indent, group.toString());
    for (StackTraceElement frame : group.getStackTrace()) {
      line(indent, "\tat " + frame);
    }
    if (group.getCause() != null) {
      line(indent, "Caused by:");
      drawMember(group.getCause(), indent + "  ");
    }
    for (Throwable note : group.notes()) {
      drawMember(note, indent + "  ");
    }
    List<Throwable> members = group.exceptions();
    for (int i = 0; i < members.size(); i++) {
      boolean last = i == members.size() - 1;
      line(indent, "+-- " + (i + 1) + " of " + members.size() + " ----");
      drawMember(members.get(i), indent + (last ? "    " : "|   "));
    }
  }

  private void drawMember(Throwable member, String indent) {
    if (member instanceof ExceptionGroup group) {
      if (drawn.contains(group)) {
        line(indent, "[above: " + group + "]");
      } else {
        drawGroup(group, indent);
      }
      return;
    }
    StringWriter text = new StringWriter();
    member.printStackTrace(new PrintWriter(text, true));
    text.toString().lines().forEach(traceLine -> line(indent, traceLine));
  }

  private void line(String indent, String text) {
    out.append(indent).append(text).append(System.lineSeparator());
  }
}
