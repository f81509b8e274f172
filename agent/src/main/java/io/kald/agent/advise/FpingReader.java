package io.kald.agent.advise;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code fping -l}, {@code -c} and the last lines of {@code -C}. */
final class FpingReader implements LineReader {
  private static final Pattern EACH =
      Pattern.compile(
          "^(?:\\[[\\d.]+\\] )?(\\S+)\\s+: \\[(\\d{1,9})\\], "
              + "(?:\\d+ bytes, (\\d+(?:[.,]\\d+)?) ms|timed out)");
  private static final Pattern ALL =
      Pattern.compile("^(\\S+)\\s+:((?: (?:-|\\d+(?:[.,]\\d+)?))+)$");

  private final Slots slots = new Slots();
  private final Slots totals = new Slots();
  private final Targets targets = new Targets();

  // state
  private boolean each;

  @Override
  public String format() {
    return "fping";
  }

  @Override
  public void line(String line) {
    Matcher one = EACH.matcher(line);
    if (one.find()) {
      each = true;
      targets.add(one.group(1));
      int number = Integer.parseInt(one.group(2));
      if (one.group(3) == null) {
        slots.lost(number);
      } else {
        slots.answered(number, LineReader.millis(one.group(3)));
      }
      return;
    }
    Matcher all = ALL.matcher(line.stripTrailing());
    if (all.find()) {
      targets.add(all.group(1));
      for (String rtt : all.group(2).strip().split(" ", -1)) {
        totals.next(rtt.equals("-") ? Samples.LOST : LineReader.millis(rtt));
      }
    }
  }

  @Override
  public Set<String> targets() {
    return targets.names();
  }

  @Override
  public long[] rttNanos() {
    return each ? slots.rttNanos() : totals.rttNanos();
  }
}
