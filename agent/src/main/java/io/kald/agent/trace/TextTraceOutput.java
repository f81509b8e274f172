package io.kald.agent.trace;

import io.kald.agent.text.Counted;
import io.kald.agent.trace.NodeLedger.Change;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** For people: a paragraph for each device. */
public final class TextTraceOutput implements TraceOutput {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  // deps
  private final PrintWriter out;
  private final ZoneId zone;

  /** Writes to {@code out}; dates are those of {@code zone}. */
  public TextTraceOutput(PrintWriter out, ZoneId zone) {
    this.out = out;
    this.zone = zone;
  }

  @Override
  public void write(TraceReport report) {
    report.nodes().forEach(node -> summary(node, report.journal() != null));
    out.println();
    report
        .ledger()
        .devices()
        .forEach(
            (device, nodes) -> {
              out.println(device);
              nodes.forEach(this::node);
            });
    disagreements(report);
    end(report);
  }

  private void summary(NodeSummary node, boolean beside) {
    out.printf(
        Locale.ROOT,
        "%s: %s, %s, %d on backup links; %s, %d missed%s%n",
        node.node(),
        Counted.of(node.devices(), "device"),
        Counted.of(node.keepAlives(), "KeepAlive"),
        node.backupDrops(),
        Counted.of(node.gaps(), "gap"),
        node.missed(),
        beside ? compared(node) : "");
  }

  private static String compared(NodeSummary node) {
    return "; "
        + node.compared()
        + " compared with kald's journal, "
        + Counted.of(node.disagreements(), "disagreement");
  }

  private void node(String node, NodeLedger ledger) {
    out.println("  " + node + ": " + seen(ledger) + "; " + ledger.belief().words() + " at the end");
    for (Change change : ledger.changes()) {
      out.println(
          "    "
              + Times.text(change.atMillis())
              + (change.reason() == 0
                  ? " registered"
                  : " unregistered: " + Reasons.words(change.reason())));
    }
    leftOut(ledger.changesLeftOut(), "registrations");
    ledger.gaps().forEach(this::gap);
    leftOut(ledger.gapCount() - ledger.gaps().count(), "gaps");
    if (!ledger.lastAlarm().isEmpty()) {
      out.println("    last alarm: " + ledger.lastAlarm());
    }
  }

  private static String seen(NodeLedger ledger) {
    StringBuilder text = new StringBuilder();
    if (ledger.keepAlives() > 0 || ledger.backupDrops() == 0) {
      text.append(Counted.of(ledger.keepAlives(), "keepalive"))
          .append(every(ledger.activeMillis()));
    }
    if (ledger.acks() > 0) {
      text.append(", ").append(ledger.acks()).append(" KeepAliveAcks");
    }
    if (ledger.backupDrops() > 0) {
      text.append(text.length() == 0 ? "" : ", ")
          .append(ledger.backupDrops())
          .append(" on a backup link, without KeepAliveAck")
          .append(every(ledger.standbyMillis()));
    }
    if (ledger.firstMillis() >= 0) {
      text.append(", ").append(Times.text(ledger.firstMillis()));
      text.append(" to ").append(Times.text(ledger.lastMillis()));
    }
    return text.toString();
  }

  private static String every(long millis) {
    return millis == 0 ? "" : " every " + Times.seconds(millis);
  }

  private void gap(Gap gap) {
    out.println(
        "    "
            + Times.text(gap.fromMillis())
            + " to "
            + Times.text(gap.toMillis())
            + (gap.open() ? ", the end" : "")
            + ": "
            + gap.missed()
            + " missed"
            + (gap.standby() ? " on the backup link" : ""));
  }

  private void leftOut(long count, String what) {
    if (count > 0) {
      out.println("    and " + count + " more " + what + " that are not shown");
    }
  }

  private void disagreements(TraceReport report) {
    KaldJournal journal = report.journal();
    if (journal == null) {
      return;
    }
    for (String node : report.midnights().keySet()) {
      for (Map.Entry<String, KaldSays> each : journal.at(node).entrySet()) {
        for (Disagreement one : each.getValue().disagreements()) {
          String date = DATE.format(Instant.ofEpochMilli(one.epochMillis()).atZone(zone));
          out.println(
              each.getKey()
                  + " at "
                  + node
                  + ", "
                  + date
                  + ": kald's journal has "
                  + one.kald()
                  + ", the trace "
                  + one.trace());
        }
        leftOut(each.getValue().count() - each.getValue().disagreements().size(), "disagreements");
      }
    }
  }

  private void end(TraceReport report) {
    out.printf(
        Locale.ROOT,
        "%s; %s, %d of them about phones, %d that cannot be read, %s%n",
        Counted.of(report.ledger().devices().size(), "device"),
        Counted.of(report.records(), "record"),
        report.understood(),
        report.unreadable(),
        Counted.of(report.strays(), "stray line"));
    if (report.ledger().leftOut() > 0) {
      out.println(
          Counted.of(report.ledger().leftOut(), "record")
              + " of devices beyond the first "
              + Ledger.MAX_DEVICES
              + " are left out");
    }
    KaldJournal journal = report.journal();
    if (journal != null) {
      out.printf(
          Locale.ROOT,
          "%s in kald's journal, %d of the traces compared with them; %d more left out, %d lines that"
              + " cannot be read%n",
          Counted.of(journal.sent(), "KeepAlive"),
          report.compared(),
          journal.leftOut(),
          journal.unreadable());
      if (report.midnights().isEmpty()) {
        out.println(
            "no node of the traces is one of the journal's; name it: NODE=FILE, as in the journal");
      }
    }
    out.println(
        Counted.of(report.gaps(), "gap")
            + ", "
            + Counted.of(report.disagreements(), "disagreement"));
  }
}
