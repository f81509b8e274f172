package io.kald.agent.audit;

import io.kald.agent.text.Counted;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An audit for people: each stream with what it shows, then what is wrong, then the result. */
public final class AuditText {
  private static final int STATES_SHOWN = 12;
  private static final int FRAMES_SHOWN = 8;
  private static final int STREAMS_SHOWN = 200;

  // deps
  private final PrintWriter out;

  /** Writes to {@code out}. */
  public AuditText(PrintWriter out) {
    this.out = out;
  }

  /** Writes it. */
  public void write(AuditReport report) {
    capture(report.capture());
    report.streams().stream()
        .limit(STREAMS_SHOWN)
        .forEach(stream -> stream(stream, report.toNanos()));
    more(report.streams().size(), "streams");
    report.phones().stream().limit(STREAMS_SHOWN).forEach(this::phone);
    more(report.phones().size(), "links of phones");
    Paired paired = report.paired();
    if (paired != null) {
      paired(paired);
    }
    findings(report);
    end(report);
    out.flush();
  }

  private void more(int count, String what) {
    if (count > STREAMS_SHOWN) {
      out.println();
      out.println("and " + (count - STREAMS_SHOWN) + " more " + what + "; -o json has all");
    }
  }

  private void capture(CaptureFacts capture) {
    out.printf(
        Locale.ROOT,
        "%s: %d packets, %s to %s UTC%n",
        capture.name(),
        capture.packets(),
        Dates.full(capture.firstNanos()),
        Dates.full(capture.lastNanos()));
    if (!capture.damage().isEmpty()) {
      out.println("The file is damaged and was read up to there: " + capture.damage());
    }
    if (capture.dropped() > 0) {
      out.println(
          "The program that captured lost "
              + Counted.of(capture.dropped(), "packet")
              + ": what is missing here may have been on the wire.");
    }
  }

  private void stream(StreamReport stream, long captureEndNanos) {
    Inferred seen = stream.inferred();
    out.println();
    out.println(stream.key() + "  " + terms(stream));
    StringBuilder line = new StringBuilder("  ");
    line.append(Counted.of(seen.probes(), "probe"))
        .append(", ")
        .append(seen.answered())
        .append(" answered");
    if (seen.closedAtOnce() > 0) {
      line.append(", of which the target closed ").append(seen.closedAtOnce()).append(" at once");
    }
    if (seen.periodNanos() > 0) {
      line.append("; every ").append(Span.text(seen.periodNanos()));
      line.append(" (95 of 100 within ").append(Span.text(seen.jitterNanos())).append(')');
    }
    if (seen.retryNanos() > 0) {
      line.append(", ").append(Span.text(seen.retryNanos())).append(" after a failure");
    }
    if (seen.downNanos() > 0) {
      line.append(", ").append(Span.text(seen.downNanos())).append(" after ");
      line.append(seen.maxFailure()).append(" in a row");
    }
    out.println(line + end(stream, captureEndNanos));
    String more = details(seen);
    if (!more.isEmpty()) {
      out.println("  " + more);
    }
    states(stream.states());
  }

  /** Where nobody says that it should go on, its end is no finding: nor is it passed over. */
  private static String end(StreamReport stream, long captureEndNanos) {
    long silence = captureEndNanos - stream.lastNanos();
    long interval = Math.max(stream.inferred().periodNanos(), stream.inferred().retryNanos());
    return stream.terms().given() || silence <= (GapRules.STOPPED + 1) * interval
        ? ""
        : "; the last one " + Span.text(silence) + " before the end of the capture";
  }

  /** {@code (TCP-51000 5 3 5)}, as {@code show service} prints a keepalive. */
  private static String terms(StreamReport stream) {
    int port = stream.key().target().port();
    String kind = stream.key().kind().toUpperCase(Locale.ROOT);
    return "("
        + kind
        + (port == 0 ? "" : "-" + port)
        + " "
        + stream.terms().text()
        + ") "
        + stream.terms().origin();
  }

  private static String details(Inferred seen) {
    StringBuilder line = new StringBuilder();
    if (!seen.close().isEmpty()) {
      line.append("closed by ").append(seen.close());
    }
    if (seen.rttMedianNanos() >= 0) {
      line.append(line.length() == 0 ? "" : "; ")
          .append("answers after ")
          .append(Span.text(seen.rttMedianNanos()))
          .append(", 99 of 100 within ")
          .append(Span.text(seen.rttP99Nanos()));
    }
    if (!seen.sourcePorts().isEmpty()) {
      line.append(line.length() == 0 ? "" : "; ").append(seen.sourcePorts());
    }
    return line.toString();
  }

  private void states(List<StateSeen> states) {
    states.stream()
        .limit(STATES_SHOWN)
        .forEach(
            s ->
                out.println(
                    "  "
                        + Dates.time(s.atNanos())
                        + " "
                        + s.words()
                        + " (frame "
                        + s.frame()
                        + ")"));
    if (states.size() > STATES_SHOWN) {
      out.println("  and " + (states.size() - STATES_SHOWN) + " more changes of state");
    }
  }

  private void phone(SccpSummary phone) {
    out.println();
    out.println(phone.link() + (phone.device().isEmpty() ? "" : "  " + phone.device()));
    StringBuilder line = new StringBuilder("  ");
    line.append(phone.role()).append(": ");
    if (phone.keepAlives() == 0) {
      line.append("no KeepAlive");
    } else {
      line.append(phone.keepAlives())
          .append(phone.keepAlives() == 1 ? " KeepAlive, " : " KeepAlives, ");
      line.append(phone.answered()).append(" with KeepAliveAck, ");
      line.append(phone.tcpOnly()).append(" acknowledged by TCP alone");
    }
    if (phone.activeNanos() > 0) {
      line.append("; every ").append(Span.text(phone.activeNanos())).append(" while registered");
    }
    if (phone.standbyNanos() > 0) {
      line.append("; every ").append(Span.text(phone.standbyNanos())).append(" as standby");
    }
    out.println(line);
    if (!phone.detection().isEmpty()) {
      out.println("  failure detection: " + phone.detection());
    }
  }

  private void paired(Paired paired) {
    out.println();
    if (paired.claims() == 0) {
      out.println("Journal: it tells of no probe within this capture, so nothing was compared");
      unreadable(paired);
      return;
    }
    out.printf(
        Locale.ROOT,
        "Journal: %d probes; %d confirmed, %d not on the wire, %d at another time, %d with another"
            + " outcome, %d that cannot be judged; %d on the wire of which it says nothing%n",
        paired.claims(),
        paired.confirmed(),
        paired.notOnWire(),
        paired.timeDiffers(),
        paired.verdictDiffers(),
        paired.unknown(),
        paired.unrecorded());
    if (paired.confirmed() > 0) {
      out.printf(
          Locale.ROOT,
          "  its times of sending are off by %s (half) and %s (99 of 100), its round trips by %s"
              + " and %s%n",
          Span.text(paired.sentP50Nanos()),
          Span.text(paired.sentP99Nanos()),
          Span.text(paired.rttP50Nanos()),
          Span.text(paired.rttP99Nanos()));
    }
    unreadable(paired);
  }

  private void unreadable(Paired paired) {
    if (paired.unreadable() > 0) {
      out.println(
          "  " + Counted.of(paired.unreadable(), "line") + " of the journal cannot be read");
    }
  }

  private void findings(AuditReport report) {
    @Nullable String stream = null;
    for (Finding finding : report.findings()) {
      if (!finding.stream().equals(stream)) {
        stream = finding.stream();
        out.println();
        out.println("In " + stream + ":");
      }
      out.println(
          "  "
              + finding.rule().word()
              + " at "
              + Dates.time(finding.atNanos())
              + frames(finding.frames())
              + ": "
              + finding.text());
    }
    meanings(report);
  }

  private static String frames(List<Long> frames) {
    if (frames.isEmpty()) {
      return "";
    }
    String shown =
        frames.stream().limit(FRAMES_SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
    return (frames.size() == 1 ? " (frame " : " (frames ")
        + shown
        + (frames.size() > FRAMES_SHOWN ? " ..." : "")
        + ")";
  }

  private void meanings(AuditReport report) {
    List<RuleId> rules = report.findings().stream().map(Finding::rule).distinct().sorted().toList();
    if (rules.isEmpty()) {
      return;
    }
    out.println();
    for (RuleId rule : rules) {
      out.println(
          rule.word()
              + ", "
              + count(report, rule)
              + ": "
              + rule.sentence()
              + ". Probably "
              + rule.meaning()
              + ".");
    }
  }

  private static String count(AuditReport report, RuleId rule) {
    int count = 0;
    for (Map<RuleId, Integer> counts : report.counts().values()) {
      count += counts.getOrDefault(rule, 0);
    }
    return count == 1 ? "once" : count + " times";
  }

  private void end(AuditReport report) {
    out.println();
    if (report.ignored() > 0) {
      out.println(
          report.ignored()
              + (report.ignored() == 1 ? " stream is" : " streams are")
              + " no keepalive and not judged: too few probes, or at no regular times");
    }
    for (String stream : report.mixed()) {
      out.println(
          stream
              + " is asked by several keepalives of the configuration and not judged; --journal"
              + " tells their probes apart");
    }
    if (!report.unseen().isEmpty()) {
      out.println("Not in this capture: " + String.join(", ", report.unseen()));
    }
    if (report.leftOut() > 0) {
      out.println(
          Counted.of(report.leftOut(), "probe")
              + " beyond the first "
              + Observed.MOST_PROBES
              + " left out");
    }
    if (!report.judged()) {
      out.println("No keepalive was found, so there is nothing to judge.");
      return;
    }
    int rules = (int) report.findings().stream().map(Finding::rule).distinct().count();
    out.println(
        report.conforms()
            ? "Result: conforms."
            : "Result: deviates, by " + rules + (rules == 1 ? " rule." : " rules."));
  }
}
