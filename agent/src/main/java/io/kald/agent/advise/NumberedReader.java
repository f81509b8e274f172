package io.kald.agent.advise;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ping} of Linux (iputils, also with -D and -O, and BusyBox), BSD, macOS and NX-OS. */
final class NumberedReader implements LineReader {
  private static final Pattern ANSWER =
      Pattern.compile(
          "\\b(?:icmp_)?seq=(\\d{1,9})\\b.*?\\b(?:time|Zeit)[=<](\\d+(?:[.,]\\d+)?) ?ms");
  private static final Pattern FROM =
      Pattern.compile("\\b(?:from|von) (?:\\S+ \\()?([^\\s(),]+?)\\)?[:,] (?:icmp_)?seq=");
  private static final Pattern SILENCE =
      Pattern.compile(
          "(?:no answer yet for icmp_seq=|Request timeout for icmp_seq |^Request |\\bicmp_seq=)"
              + "(\\d{1,9})\\b(?: timed out)?");
  private static final Pattern SUMMARY =
      Pattern.compile("^(\\d{1,9}) packets transmitted, (\\d{1,9}) (?:packets )?received");

  private final Slots slots = new Slots();
  private final Targets targets = new Targets();

  @Override
  public String format() {
    return "ping";
  }

  @Override
  public void line(String line) {
    if (line.startsWith("PING ")) {
      slots.newRun();
      return;
    }
    Matcher answer = ANSWER.matcher(line);
    if (answer.find()) {
      Matcher from = FROM.matcher(line);
      if (from.find()) {
        targets.add(from.group(1));
      }
      slots.answered(Integer.parseInt(answer.group(1)), LineReader.millis(answer.group(2)));
      return;
    }
    Matcher silence = SILENCE.matcher(line);
    if (silence.find()) {
      slots.lost(Integer.parseInt(silence.group(1)));
      return;
    }
    Matcher summary = SUMMARY.matcher(line);
    if (summary.find()) {
      slots.sent(Long.parseLong(summary.group(1)), Long.parseLong(summary.group(2)));
    }
  }

  @Override
  public Set<String> targets() {
    return targets.names();
  }

  @Override
  public long[] rttNanos() {
    return slots.rttNanos();
  }
}
