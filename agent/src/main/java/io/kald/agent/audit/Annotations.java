package io.kald.agent.audit;

import java.util.Map;
import java.util.TreeMap;

/** What a capture's packets get as comments: the findings that rest on them, and the states. */
public final class Annotations {
  private static final int MOST_CHARS = 2_000;

  private Annotations() {}

  /** Comments by frame, in plain words; each begins with {@code kald:}. */
  public static Map<Long, String> of(AuditReport report) {
    Map<Long, String> comments = new TreeMap<>();
    for (StreamReport stream : report.streams()) {
      for (StateSeen state : stream.states()) {
        add(comments, state.frame(), state.words());
      }
    }
    for (Finding finding : report.findings()) {
      for (long frame : finding.frames()) {
        add(comments, frame, finding.rule().word() + ": " + finding.text());
      }
    }
    return comments;
  }

  private static void add(Map<Long, String> comments, long frame, String words) {
    String before = comments.getOrDefault(frame, "");
    String after = before + (before.isEmpty() ? "" : "\n") + "kald: " + words;
    comments.put(frame, after.length() > MOST_CHARS ? before : after);
  }
}
