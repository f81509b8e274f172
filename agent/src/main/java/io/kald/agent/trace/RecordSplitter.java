package io.kald.agent.trace;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes records of lines: a record may go on in the next lines, with blank ones between, and
 * several may stand in one line. Not for use by several threads.
 */
final class RecordSplitter {
  private static final int MAX_RECORD = 8_192;

  /** A record that short has only its time so far. */
  private static final int BARE_TIME = "10:12:13.456 CCM|".length();

  private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(?=\\s|$)");

  /** SDL files begin each line with a number, ahead of the time. */
  private static final Pattern SDL_NUMBER = Pattern.compile("\\d{6,12}\\.\\d{3} *\\| *$");

  /** What begins a record though it has no time. */
  private static final Pattern UNTIMED =
      Pattern.compile(
          "^\\s*(?:CCM\\|)?(?:StationInit - |StationD - |MediaTerminationPointControl - "
              + "|UnicastBridgeControl - |InboundStim - |KeepAliveMessage |NodeId: )"
              + "|%CCM_CALLMANAGER");

  // deps
  private final Consumer<String> records;

  // state
  private final StringBuilder open = new StringBuilder();
  private long strays;

  /** Hands each record out as soon as the next one begins. */
  RecordSplitter(Consumer<String> records) {
    this.records = records;
  }

  /** Takes a line without its end. */
  void line(String line) {
    if (line.isBlank()) {
      return;
    }
    Matcher time = TIME.matcher(line);
    if (!time.find()) {
      withoutTime(line);
      return;
    }
    String before = SDL_NUMBER.matcher(line.substring(0, time.start())).replaceFirst("");
    if (!before.isBlank()) {
      withoutTime(before);
    }
    int start = time.start();
    while (time.find()) {
      begin(line.substring(start, time.start()));
      start = time.start();
    }
    begin(line.substring(start));
  }

  /** Hands out what is left. */
  void end() {
    if (open.length() > 0) {
      records.accept(open.toString());
      open.setLength(0);
    }
  }

  /** Lines that belong to no record. */
  long strays() {
    return strays;
  }

  private void withoutTime(String text) {
    boolean bare = open.length() > 0 && open.length() <= BARE_TIME;
    if (!bare && UNTIMED.matcher(text).find()) {
      begin(text);
    } else if (open.length() == 0) {
      strays++;
    } else {
      append(text);
    }
  }

  private void begin(String text) {
    end();
    append(SDL_NUMBER.matcher(text).replaceFirst(""));
  }

  private void append(String text) {
    open.append(text, 0, Math.min(text.length(), MAX_RECORD - open.length()));
  }
}
