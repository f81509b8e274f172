package io.kald.agent.quickstart;

import java.io.PrintWriter;
import java.util.List;

/** Shows services to whoever runs the command. Confined to one thread. */
public interface LiveView {
  /** A change of state; each is told once, in order. */
  void event(LiveEvent event);

  /** What is known now; a view of a terminal is drawn anew, any other ignores it. */
  void rows(List<LiveRow> rows);

  /**
   * The view for that output.
   *
   * @param terminal whether it is one; only then is anything drawn twice
   * @param colours whether colours may be used
   */
  static LiveView of(PrintWriter out, boolean terminal, boolean colours) {
    return terminal
        ? new TableView(out, new Palette(colours), TerminalSize::ofOutput)
        : new LinesView(out);
  }
}
