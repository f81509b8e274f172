package io.kald.agent.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ping} of Cisco IOS and IOS-XE: {@code !!!.!}, or a line each when it was asked to be
 * verbose. In the short form only least, mean and greatest round trip are known: one answer in the
 * middle is given the greatest, the one after it the least, all others what the mean leaves.
 */
final class IosReader implements LineReader {
  private static final Pattern SENDING = Pattern.compile("ICMP Echos to ([^\\s,]+)");
  private static final Pattern MARKS = Pattern.compile("^[!.UQMNHPCIA?&]+$");
  private static final Pattern VERBOSE =
      Pattern.compile("^Reply to request \\d+ \\((\\d+) ms\\)|^Request \\d+ timed out");
  private static final Pattern SUMMARY =
      Pattern.compile("round-trip min/avg/max = (\\d+)/(\\d+)/(\\d+) ms");

  private final Slots slots = new Slots();
  private final Targets targets = new Targets();
  private final List<Boolean> marks = new ArrayList<>();

  // state
  private boolean sending;
  private boolean exact = true;

  @Override
  public String format() {
    return "ping of Cisco IOS";
  }

  @Override
  public Set<String> targets() {
    return targets.names();
  }

  @Override
  public boolean exact() {
    return exact;
  }

  @Override
  public void line(String line) {
    String text = line.strip();
    Matcher verbose = VERBOSE.matcher(text);
    Matcher summary = SUMMARY.matcher(text);
    Matcher begins = SENDING.matcher(text);
    if (verbose.find()) {
      String rtt = verbose.group(1);
      slots.next(rtt == null ? Samples.LOST : LineReader.millis(rtt));
    } else if (begins.find()) {
      targets.add(begins.group(1));
      flush(0, 0, 0);
      sending = true;
    } else if (sending && MARKS.matcher(text).matches()) {
      mark(text);
    } else if (summary.find()) {
      flush(
          LineReader.millis(summary.group(1)),
          LineReader.millis(summary.group(2)),
          LineReader.millis(summary.group(3)));
    }
  }

  private void mark(String text) {
    if (marks.size() + text.length() > Slots.MOST) {
      throw new Slots.TooManyException();
    }
    text.chars().forEach(mark -> marks.add(mark == '!'));
  }

  private void flush(long least, long mean, long greatest) {
    long answers = marks.stream().filter(answered -> answered).count();
    long usual =
        answers < 3
            ? mean
            : Math.max(
                least, Math.min(greatest, (mean * answers - least - greatest) / (answers - 2)));
    int seen = 0;
    for (boolean answered : marks) {
      slots.next(answered ? of(seen++ - answers / 2, least, usual, greatest) : Samples.LOST);
      exact = false;
    }
    marks.clear();
    sending = false;
  }

  private static long of(long fromTheMiddle, long least, long usual, long greatest) {
    if (fromTheMiddle == 0) {
      return greatest;
    }
    return fromTheMiddle == 1 ? least : usual;
  }

  @Override
  public long[] rttNanos() {
    flush(0, 0, 0);
    return slots.rttNanos();
  }
}
