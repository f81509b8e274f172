package io.kald.agent.quickstart;

import java.io.PrintWriter;
import java.util.List;

/** A line for each change, for output that nobody can redraw: files, pipes, journals. */
final class LinesView implements LiveView {
  // deps
  private final PrintWriter out;

  LinesView(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void event(LiveEvent event) {
    out.println(Texts.sentence(event));
  }

  @Override
  public void rows(List<LiveRow> rows) {
    // Each change has its line; what lies between them would only repeat itself.
  }
}
