package io.kald.agent.idle;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** For people: a line for each connection, and what it comes to. */
public final class TextIdleOutput implements IdleOutput {
  // deps
  private final PrintWriter out;
  private final IdlePlan plan;

  /** Writes to {@code out}. */
  public TextIdleOutput(PrintWriter out, IdlePlan plan) {
    this.out = out;
    this.plan = plan;
  }

  @Override
  public void begin(IdlePlan begun, long mostNanos) {
    String known = begun.address().equals(begun.host()) ? "" : " (" + begun.address() + ")";
    out.println(
        "holding connections to "
            + begun.target()
            + known
            + " idle for up to "
            + Words.span(begun.maxNanos())
            + ", "
            + begun.parallel()
            + " at once; it takes at most "
            + Words.span(mostNanos));
  }

  @Override
  public void round(int number, List<Long> times) {
    out.println(
        "round "
            + number
            + ": "
            + times.stream().map(Words::span).collect(Collectors.joining(", ")));
  }

  @Override
  public void held(Held held) {
    out.println("  " + Words.span(held.plannedNanos()) + ": " + Words.fate(held));
  }

  @Override
  public void end(Finding found) {
    out.println();
    out.println("--- " + plan.target() + " idle ---");
    out.println(Words.finding(plan, found));
    String known = Words.known(found);
    if (!known.isEmpty()) {
      out.println("that is the default of: " + known);
    }
    if (found.keptLongerNanos() > 0) {
      out.println(
          "but one of "
              + Words.span(found.keptLongerNanos())
              + " lived: it is not time alone that decides");
    }
    if (!found.complete()) {
      out.println("the search did not come to its end");
    }
  }
}
