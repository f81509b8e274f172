package io.kald.agent.timers;

import io.kald.agent.pcap.CaptureSummary;
import io.kald.agent.pcap.Damage;
import io.kald.agent.text.Counted;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** For people: a paragraph for each box, then what would change between two. */
public final class TextFlowsOutput implements FlowsOutput {
  private static final int MOST_LINES = 20;

  // deps
  private final PrintWriter out;
  private final String capture;

  /** Writes to {@code out}; {@code capture} is what it calls the file. */
  public TextFlowsOutput(PrintWriter out, String capture) {
    this.out = out;
    this.capture = capture;
  }

  @Override
  public void write(FlowsReport report) {
    CaptureSummary summary = report.capture();
    long span = Math.max(0, summary.lastNanos() - summary.firstNanos());
    out.println(
        capture
            + ": "
            + Counted.of(report.packets(), "packet")
            + " of TCP and UDP in "
            + Spans.text(span));
    Damage damage = summary.damage();
    if (damage != null) {
      out.println("The capture is damaged " + damage + ". What is behind that was not read.");
    }
    report.boxes().forEach(box -> box(box, span));
    if (report.boxes().size() == 2) {
      compare(report.boxes().get(0), report.boxes().get(1));
    }
  }

  private void box(BoxReport box, long spanNanos) {
    out.println();
    out.println(timers(box.rules()));
    cuts(box);
    room(box);
    others(box);
    tooShort(box.rules(), spanNanos);
    CsmStats.write(box.counts(), out);
  }

  private static String timers(TimerRules rules) {
    StringBuilder text = new StringBuilder(rules.name());
    text.append(": idle ").append(Spans.timer(rules.tcpIdleNanos()));
    for (PortIdle port : rules.ports()) {
      text.append(", port ").append(port.first());
      text.append(port.last() == port.first() ? "" : "-" + port.last());
      text.append(' ').append(Spans.timer(port.idleNanos()));
    }
    if (rules.awaitsHandshake(FlowKey.TCP)) {
      text.append("; pending ").append(Spans.text(rules.pendingNanos()));
    }
    if (rules.keepsIdle()) {
      text.append("; idle ones live until their place is wanted");
    }
    return text.toString();
  }

  private void cuts(BoxReport box) {
    long count = box.counts().cut();
    out.println(
        count == 0 ? "  nothing would be cut" : "  " + connections(count) + " would be cut:");
    List<Cut> cuts = box.cuts();
    cuts.stream().limit(MOST_LINES).forEach(this::cut);
    if (count > MOST_LINES) {
      out.println("    and " + (count - MOST_LINES) + " more; -o json lists the first 1000");
    }
  }

  private void cut(Cut cut) {
    out.println("    " + name(cut.connection()) + ": " + why(cut) + later(cut));
  }

  private static String later(Cut cut) {
    return cut.cause() == Cause.NO_ROOM
        ? ""
        : "; the "
            + (cut.byClient() ? "client" : "server")
            + " sent again "
            + Spans.text(cut.cutNanos() - cut.removedNanos())
            + " later";
  }

  private static String why(Cut cut) {
    String at = " at " + Spans.date(cut.removedNanos());
    return switch (cut.cause()) {
      case IDLE -> "idle for " + Spans.text(cut.idleNanos()) + ", removed" + at;
      case PENDING -> "handshake not complete, removed" + at;
      case REUSED -> "idle for " + Spans.text(cut.idleNanos()) + ", its place re-used" + at;
      case NO_ROOM -> "found no place in the table" + at;
      case CLOSED -> "over" + at;
    };
  }

  private void room(BoxReport box) {
    TableCounts counts = box.counts();
    TimerRules rules = box.rules();
    long each = rules.entriesPerConnection();
    StringBuilder text = new StringBuilder("  at most " + connections(counts.peak()) + " at once");
    text.append(each == 1 ? "" : ", " + counts.peak() * each + " one-way entries");
    if (rules.entries() > 0) {
      text.append(" of ").append(rules.entries());
    }
    out.println(text);
    double rate = rules.sustainablePerSecond();
    if (rate > 0) {
      out.printf(
          Locale.ROOT,
          "  such a table takes %.1f new connections a second for ever, when each goes idle and is"
              + " never closed%n",
          rate);
    }
    told(
        counts.noRoom(),
        rules.capacity() > ConnectionTable.MOST_PLAYED
            ? "were more than the 1000000 that kald plays at once, and left out"
            : "found the table full");
    told(counts.reused(), "that were idle gave their place to others");
  }

  private void others(BoxReport box) {
    TableCounts counts = box.counts();
    if (counts.revived() > 0) {
      out.println(
          "  "
              + Counted.of(counts.revived(), "time")
              + " an idle one went on, after "
              + Spans.text(counts.longestRevivedNanos())
              + " at the longest, only because its place was not wanted: --busy shows the cuts");
    }
    told(counts.lateCloses(), "were removed and only closed later, which nobody misses");
    told(counts.pendingAnswered(), "were answered and never completed: no failure of the server");
    told(counts.halfOpen(), "were reset by the client before the handshake: half-open probes");
    told(counts.refused(), "were refused by the server: failures");
    told(counts.failed() - counts.refused(), "were not answered while pending: failures");
    told(counts.older(), "began before the capture");
    told(counts.forgotten(), "were removed and put out of memory: cuts of them are not seen");
  }

  private void tooShort(TimerRules rules, long spanNanos) {
    if (rules.tcpIdleNanos() > spanNanos) {
      out.println(
          "  the capture is shorter than the idle timer: it cannot show what that timer cuts");
    }
  }

  private void told(long count, String what) {
    if (count > 0) {
      out.println("  " + connections(count) + " " + what);
    }
  }

  private void compare(BoxReport from, BoxReport to) {
    List<ConnectionId> broken = FlowsReport.broken(from, to);
    List<ConnectionId> healed = FlowsReport.broken(to, from);
    out.println();
    out.println(
        "from "
            + from.rules().name()
            + " to "
            + to.rules().name()
            + ": "
            + connections(broken.size())
            + " would break, "
            + healed.size()
            + " would no longer be cut");
    broken.stream().limit(MOST_LINES).forEach(one -> out.println("    breaks: " + name(one)));
    if (broken.size() > MOST_LINES) {
      out.println("    and " + (broken.size() - MOST_LINES) + " more");
    }
  }

  private static String name(ConnectionId connection) {
    FlowKey key = connection.key();
    return (key.protocol() == FlowKey.TCP ? "TCP " : "UDP ") + key.source() + " > " + key.target();
  }

  private static String connections(long count) {
    return Counted.of(count, "connection");
  }
}
