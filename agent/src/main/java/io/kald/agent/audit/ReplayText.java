package io.kald.agent.audit;

import io.kald.agent.text.Counted;
import io.kald.probe.Keepalive;
import io.kald.probe.Service;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What kald would have said of each service, had it sent the probes of a capture. */
public final class ReplayText {
  private ReplayText() {}

  /** Writes the changes of state in the order of time. */
  public static void write(AuditReport report, Plan plan, PrintWriter out) {
    List<Line> lines = new ArrayList<>();
    int streams = 0;
    for (StreamReport stream : report.streams()) {
      @Nullable Keepalive keepalive = plan.keepalive(stream.key());
      if (keepalive == null) {
        continue;
      }
      streams++;
      String names =
          keepalive.services().stream().map(Service::name).collect(Collectors.joining(", "));
      for (StateSeen state : stream.states()) {
        lines.add(new Line(names, state));
      }
    }
    lines.sort(Comparator.comparingLong(l -> l.state.atNanos()));
    lines.forEach(line -> out.println(line.text()));
    out.println(
        Counted.of(lines.size(), "change of state", "changes of state")
            + " of "
            + Counted.of(streams, "keepalive")
            + (report.unseen().isEmpty()
                ? ""
                : "; not in this capture: " + String.join(", ", report.unseen())));
    out.flush();
  }

  private record Line(String services, StateSeen state) {
    String text() {
      return Dates.full(state.atNanos())
          + " "
          + services
          + ": "
          + state.words()
          + " (frame "
          + state.frame()
          + ")";
    }
  }
}
