package io.kald.agent.advise;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ping} of Windows, in English and German. Its answers carry no number: each line is the
 * next sample. {@code General failure} is the sender's own fault and no sample.
 */
final class WindowsReader implements LineReader {
  private static final Pattern ANSWER =
      Pattern.compile("^(?:Reply from|Antwort von) (\\S+): .*\\b(?:time|Zeit)[=<](\\d+) ?ms");
  private static final Pattern LOSS =
      Pattern.compile(
          "^Request timed out|^Zeit\\S{1,3}berschreitung der Anforderung"
              + "|^(?:(?:Reply from|Antwort von) .*)?(?:Destination \\w+ unreachable"
              + "|Ziel\\w+ nicht erreichbar|TTL expired|Die G\\S{1,3}ltigkeitsdauer)");

  private final Slots slots = new Slots();
  private final Targets targets = new Targets();

  @Override
  public String format() {
    return "ping of Windows";
  }

  @Override
  public void line(String line) {
    Matcher answer = ANSWER.matcher(line);
    if (answer.find()) {
      targets.add(answer.group(1));
      slots.next(LineReader.millis(answer.group(2)));
    } else if (LOSS.matcher(line).find()) {
      slots.next(Samples.LOST);
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
