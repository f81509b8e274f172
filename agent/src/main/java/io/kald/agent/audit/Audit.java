package io.kald.agent.audit;

import io.kald.agent.audit.StreamReport.Drawn;
import io.kald.probe.Keepalive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges what a capture shows. One use, one thread. */
public final class Audit {
  private static final int MOST_DRAWN = 5_000;

  // deps
  private final Plan plan;

  // state
  private final Observed observed = new Observed();
  private final Findings findings = new Findings();

  /** Judges by {@code plan}. */
  public Audit(Plan plan) {
    this.plan = plan;
  }

  /** Takes what the flow table puts together. */
  public Observed observed() {
    return observed;
  }

  /**
   * The capture is read.
   *
   * @param journal what kald's journal says, or null: there is none
   */
  public AuditReport report(CaptureFacts capture, @Nullable Claims journal) {
    observed.settle();
    @Nullable Paired paired = journal == null ? null : paired(capture, journal);
    List<StreamReport> streams = new ArrayList<>();
    List<StreamKey> keys = new ArrayList<>();
    List<String> mixed = new ArrayList<>();
    int ignored = 0;
    for (Stream stream : observed.streams()) {
      StreamReport report = stream(stream, capture);
      keys.add(stream.key());
      if (mixed(stream)) {
        mixed.add(stream.name());
      } else if (report.judged()) {
        streams.add(report);
      } else {
        ignored++;
      }
    }
    IdleRules.judge(observed.forgotten(), findings);
    List<SccpSummary> phones = phones(capture);
    return new AuditReport(
        capture,
        capture.firstNanos(),
        capture.lastNanos(),
        streams,
        ignored,
        phones,
        findings.kept(),
        findings.counts(),
        paired,
        observed.leftOut(),
        plan.unseen(keys).stream().map(Keepalive::name).toList(),
        mixed);
  }

  /** Lays the journal beside the packets, and learns from it which keepalive sent which. */
  private Paired paired(CaptureFacts capture, Claims journal) {
    journal.claims().forEach(claim -> plan.resolved(claim.host(), claim.asked().address()));
    Pairing pairing = new Pairing(observed, capture, findings);
    Paired paired = pairing.judge(journal.claims(), journal.unreadable());
    observed.tellApart(pairing.keepalives());
    return paired;
  }

  /** Whether several keepalives ask this target, and nothing tells whose probes these are. */
  private boolean mixed(Stream stream) {
    return stream.key().keepalive().isEmpty() && plan.asking(stream.key()).size() > 1;
  }

  private StreamReport stream(Stream stream, CaptureFacts capture) {
    Inferred inferred = Inference.of(stream);
    @Nullable Terms given = plan.given(stream.key());
    Terms terms = given == null ? Terms.inferred(inferred) : given;
    boolean judged = !mixed(stream) && (given != null || inferred.keepalive());
    if (judged) {
      new GapRules(stream, terms, inferred, findings).judge(capture.lastNanos());
      new ProbeRules(stream, terms, findings).judge();
      new WrapRules(stream, terms, findings).judge(capture.lastNanos());
    }
    return new StreamReport(
        stream.key(),
        inferred,
        terms,
        stream.probe(stream.size() - 1).sentNanos(),
        judged,
        judged ? States.of(stream, terms) : List.of(),
        judged ? drawn(stream, terms) : List.of());
  }

  private static List<Drawn> drawn(Stream stream, Terms terms) {
    return stream.probes().stream()
        .limit(MOST_DRAWN)
        .map(
            p ->
                new Drawn(
                    p.sentNanos(),
                    p.rttNanos(),
                    p.outcome(
                            terms.rule().timeoutNanos(terms.rule().frequencyNanos()),
                            terms.resetIs())
                        .word(),
                    p.sent().frame()))
        .toList();
  }

  private List<SccpSummary> phones(CaptureFacts capture) {
    List<SccpSummary> summaries = new ArrayList<>();
    observed
        .phones()
        .forEach(
            (phone, links) -> {
              new SccpRules(links, capture.lastNanos(), findings).judge();
              links.forEach(link -> summaries.add(SccpSummary.of(link)));
            });
    return summaries;
  }
}
