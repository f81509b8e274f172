package io.kald.agent.quickstart;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A table that is drawn over itself, with the last changes below it. It never takes more lines than
 * the terminal has, nor a line's last column: either would make the terminal scroll or wrap.
 */
final class TableView implements LiveView {
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final int EVENTS = 6;
  private static final int AROUND_ROWS = EVENTS + 5;
  private static final int MAX_RESULTS = 60;
  private static final int MIN_RESULTS = 7;

  // deps
  private final PrintWriter out;
  private final Palette palette;
  private final Supplier<TerminalSize> size;

  // state
  private final Deque<LiveEvent> events = new ArrayDeque<>();
  private int linesDrawn;

  TableView(PrintWriter out, Palette palette, Supplier<TerminalSize> size) {
    this.out = out;
    this.palette = palette;
    this.size = size;
  }

  @Override
  public void event(LiveEvent event) {
    events.addLast(event);
    if (events.size() > EVENTS) {
      events.removeFirst();
    }
  }

  @Override
  public void rows(List<LiveRow> rows) {
    TerminalSize now = size.get();
    List<String> lines = lines(rows, now);
    StringBuilder frame = new StringBuilder();
    if (linesDrawn > 0) {
      frame.append("\r\u001b[").append(Math.min(linesDrawn, now.rows() - 1)).append('A');
    }
    lines.forEach(line -> frame.append(line).append(CLEAR_LINE).append('\n'));
    out.print(frame.append(CLEAR_BELOW));
    out.flush();
    linesDrawn = lines.size();
  }

  private List<String> lines(List<LiveRow> rows, TerminalSize now) {
    int width = Math.max(1, now.columns() - 1);
    int most = Math.max(1, now.rows() - AROUND_ROWS);
    List<LiveRow> shown = rows.size() <= most ? rows : rows.subList(0, most);
    Columns columns = Columns.of(shown, width);
    List<String> lines = new ArrayList<>();
    lines.add(palette.head(Texts.fit(columns.header(), width)));
    shown.forEach(row -> lines.add(columns.line(row, palette)));
    if (shown.size() < rows.size()) {
      lines.add(Texts.fit("... and " + (rows.size() - shown.size()) + " more", width));
    }
    lines.add(palette.dim(Texts.fit(Texts.LEGEND, width)));
    lines.add("");
    events.forEach(
        event -> lines.add(palette.state(event.to(), Texts.fit(Texts.sentence(event), width))));
    return lines.subList(0, Math.min(lines.size(), Math.max(1, now.rows() - 1)));
  }

  /** Widths for one frame: names and targets give way so that results have room. */
  private record Columns(int service, int target, int results, int width) {
    private static final int STATE = 9;
    private static final int AGE = 7;
    private static final int RTT = 11;
    private static final int GAPS = 5 * 2;

    static Columns of(List<LiveRow> rows, int width) {
      int fixed = STATE + AGE + RTT + GAPS;
      int service = widest(rows.stream().map(LiveRow::service).toList(), "SERVICE");
      int target = widest(rows.stream().map(LiveRow::target).toList(), "TARGET");
      int excess = fixed + service + target + MIN_RESULTS - width;
      if (excess > 0) {
        int fromTarget = Math.min(excess, Math.max(0, target - 9));
        target -= fromTarget;
        service = Math.max(7, service - (excess - fromTarget));
      }
      int results = Math.min(MAX_RESULTS, Math.max(0, width - fixed - service - target));
      return new Columns(service, target, results, width);
    }

    private static int widest(List<String> texts, String title) {
      return Math.max(title.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }

    String header() {
      return row("SERVICE", "STATE", "FOR", "TARGET", "RTT") + "LAST RESULTS";
    }

    /** Colours take no columns, so the line is cut before they are put in. */
    String line(LiveRow row, Palette palette) {
      String state = row.state().toUpperCase(Locale.ROOT);
      String plain =
          Texts.fit(
              row(
                  row.service(),
                  state,
                  Texts.age(row.age()),
                  row.target(),
                  Texts.rtt(row.rttNanos())),
              width);
      int at = plain.indexOf(state, service);
      String painted =
          at < 0
              ? plain
              : plain.substring(0, at)
                  + palette.state(row.state(), state)
                  + plain.substring(at + state.length());
      return painted + strip(row.results(), palette);
    }

    private String strip(String letters, Palette palette) {
      StringBuilder strip = new StringBuilder();
      for (int i = Math.max(0, letters.length() - results); i < letters.length(); i++) {
        strip.append(palette.mark(letters.charAt(i)));
      }
      return strip.toString();
    }

    private String row(String name, String state, String age, String at, String rtt) {
      return pad(name, service)
          + pad(state, STATE)
          + pad(age, AGE)
          + pad(at, target)
          + pad(rtt, RTT);
    }

    private static String pad(String text, int width) {
      String cut = Texts.fit(text, width);
      return cut + " ".repeat(width - cut.length() + 2);
    }
  }
}
