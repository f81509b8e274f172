package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.text.Counted;
import io.kald.probe.TcpClose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each probe of a stream shows by itself: its close, its patience, its source port. */
final class ProbeRules {
  private static final int FEWEST_FAILURES = 2;
  private static final double WELL = 0.8;

  // deps
  private final Stream stream;
  private final Terms terms;
  private final Findings findings;

  ProbeRules(Stream stream, Terms terms, Findings findings) {
    this.stream = stream;
    this.terms = terms;
    this.findings = findings;
  }

  void judge() {
    if (terms.given()) {
      stream.probes().forEach(this::close);
      for (int i = 0; i < stream.size(); i++) {
        patience(i);
      }
    }
    ports();
  }

  private void close(ProbeSeen probe) {
    @Nullable TcpClose wanted = terms.close();
    @Nullable Moment closing = probe.closing();
    if (wanted == null
        || closing == null
        || !probe.closedByProber()
        || kept(wanted, probe.close())) {
      return;
    }
    findings.add(
        RuleId.WRONG_CLOSE,
        stream.name(),
        closing.atNanos(),
        List.of(probe.sent().frame(), closing.frame()),
        "closed by " + words(probe.close()) + ", set to " + wanted.word());
  }

  /**
   * Where the server closes first, the prober has no say. A half-open close is RST as the CSS sent
   * it before 7.2.
   */
  private static boolean kept(TcpClose wanted, @Nullable Close close) {
    return switch (wanted) {
      case RST -> close != Close.FIN;
      case HALF_OPEN -> close == Close.HALF_OPEN;
      case FIN -> close != Close.RST && close != Close.HALF_OPEN;
    };
  }

  private static String words(@Nullable Close close) {
    return close == Close.FIN ? "FIN" : "RST";
  }

  /** A SYN sent again, or an answer taken, after the time-out: it was not in force. */
  private void patience(int index) {
    ProbeSeen probe = stream.probe(index);
    boolean before = index == 0 || stream.probe(index - 1).answered(terms.resetIs());
    long timeout = terms.rule().timeoutNanos(terms.intervalNanos(before));
    long limit = timeout + Terms.slackNanos(timeout);
    for (Moment again : probe.again()) {
      if (again.atNanos() - probe.sentNanos() > limit) {
        findings.add(
            RuleId.TIMEOUT_MISMATCH,
            stream.name(),
            again.atNanos(),
            List.of(probe.sent().frame(), again.frame()),
            "the SYN was sent again after "
                + Span.text(again.atNanos() - probe.sentNanos())
                + ", when the probe should have been given up after "
                + Span.text(timeout));
        return;
      }
    }
    if (probe.rttNanos() > limit && probe.close() == Close.FIN) {
      findings.add(
          RuleId.TIMEOUT_MISMATCH,
          stream.name(),
          probe.sentNanos() + probe.rttNanos(),
          probe.frames(),
          "an answer was taken after "
              + Span.text(probe.rttNanos())
              + ", the time-out is "
              + Span.text(timeout));
    }
  }

  /** Ports whose probes all fail while those of nearly all others succeed. */
  private void ports() {
    Map<Integer, List<ProbeSeen>> byPort = new TreeMap<>();
    for (ProbeSeen probe : stream.probes()) {
      byPort.computeIfAbsent(probe.sourcePort(), p -> new ArrayList<>()).add(probe);
    }
    List<Integer> stuck = new ArrayList<>();
    int others = 0;
    int othersAnswered = 0;
    for (Map.Entry<Integer, List<ProbeSeen>> port : byPort.entrySet()) {
      int answered = (int) port.getValue().stream().filter(ProbeSeen::answered).count();
      if (answered == 0 && silent(port.getValue())) {
        stuck.add(port.getKey());
      } else {
        others += port.getValue().size();
        othersAnswered += answered;
      }
    }
    if (!stuck.isEmpty() && others > stuck.size() && othersAnswered >= others * WELL) {
      stuck(stuck, byPort, othersAnswered, others);
    }
  }

  private static boolean silent(List<ProbeSeen> probes) {
    return probes.size() >= FEWEST_FAILURES
        && probes.stream().allMatch(p -> p.refused() == null && p.rejection() == null);
  }

  private void stuck(
      List<Integer> stuck, Map<Integer, List<ProbeSeen>> byPort, int answered, int others) {
    List<ProbeSeen> failed = new ArrayList<>();
    for (int port : stuck) {
      failed.addAll(byPort.getOrDefault(port, List.of()));
    }
    findings.add(
        RuleId.SOURCE_PORT_STUCK,
        stream.name(),
        failed.get(0).sentNanos(),
        failed.stream().limit(Findings.SHOWN).map(p -> p.sent().frame()).sorted().toList(),
        Counted.of(failed.size(), "probe")
            + " from source "
            + (stuck.size() == 1 ? "port " : "ports ")
            + ports(stuck)
            + " had no answer at all; "
            + answered
            + " of "
            + others
            + " from other ports had one");
  }

  private static String ports(List<Integer> ports) {
    String shown =
        ports.stream()
            .limit(Findings.SHOWN)
            .map(String::valueOf)
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    return ports.size() > Findings.SHOWN ? shown + " and more" : shown;
  }
}
