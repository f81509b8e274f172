package io.kald.docker.lab;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One reading of kald's metrics.
 *
 * @param series values by name and labels, as the page spells them
 */
record Scrape(Map<String, Double> series) {
  private static final Pattern LINE =
      Pattern.compile("^([a-z_]+(?:\\{.*})?) (\\S+)$", Pattern.MULTILINE);

  /** Takes a copy. */
  Scrape {
    series = Map.copyOf(series);
  }

  static Scrape parse(String page) {
    Map<String, Double> series = new HashMap<>();
    Matcher line = LINE.matcher(page);
    while (line.find()) {
      series.put(line.group(1), Double.parseDouble(line.group(2).replace("+Inf", "Infinity")));
    }
    return new Scrape(series);
  }

  /** One series; 0 where there is none, as counters begin. */
  long value(String name) {
    return Math.round(series.getOrDefault(name, 0.0));
  }

  /** All series of a name whose labels contain a text, added up. */
  long sum(String name, String label) {
    return Math.round(
        series.entrySet().stream()
            .filter(one -> one.getKey().equals(name) || one.getKey().startsWith(name + "{"))
            .filter(one -> one.getKey().contains(label))
            .mapToDouble(Map.Entry::getValue)
            .sum());
  }
}
