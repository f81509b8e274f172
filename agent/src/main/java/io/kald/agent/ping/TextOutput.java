package io.kald.agent.ping;

import io.kald.probe.FactKey;
import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Reason;
import io.kald.probe.kind.Kinds;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** For people: a sentence for each probe, and the last lines of {@code ping}. */
public final class TextOutput implements PingOutput {
  private static final double MILLI = 1e6;

  // deps
  private final PrintWriter out;

  // state
  private String kind = "";
  private String target = "";
  private String port = "";

  /** Writes to {@code out}. */
  public TextOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(PingPlan plan, String address) {
    ProbeSpec spec = plan.spec();
    kind = spec.kind();
    target = spec.target();
    port = spec.wire().port() == 0 ? "" : ":" + spec.wire().port();
    String known = address.equals(spec.host()) ? "" : " (" + address + ")";
    out.printf(
        Locale.ROOT,
        "probing %s %s%s every %s%s%n",
        kind,
        target,
        known,
        span(plan.periodNanos()),
        Kinds.of(spec).how(spec));
  }

  @Override
  public void result(long number, ProbeResult result) {
    out.println(number + ": " + sentence(result));
  }

  private String sentence(ProbeResult result) {
    String from = at(result.address());
    String left = left(result);
    return result
        .outcome()
        .match(
            answered ->
                "answered from "
                    + from
                    + " in "
                    + millis(answered.rttNanos())
                    + left
                    + (result.facts().has(FactKey.CLOSED_AT_ONCE)
                        ? "; the target closed at once"
                        : ""),
            rejected ->
                rejection(rejected.reason())
                    + from
                    + " after "
                    + millis(rejected.afterNanos())
                    + left
                    + detail(result.detail()),
            unanswered ->
                "no answer from " + from + " within " + span(unanswered.afterNanos()) + left,
            notProbed ->
                "not probed, a fault of this side: "
                    + notProbed.reason().words()
                    + detail(result.detail()));
  }

  @Override
  public void end(PingTally tally) {
    out.println();
    out.println("--- " + target + " " + kind + " ---");
    out.printf(
        Locale.ROOT,
        "%d sent, %d answered%s, %d rejected%s, %d unanswered, %d not probed%s%s%s%s%n",
        tally.sent(),
        tally.answered(),
        tally.closedAtOnce() == 0 ? "" : " (closed at once " + tally.closedAtOnce() + ")",
        tally.rejected(),
        reasons(tally.rejectedBy()),
        tally.unanswered(),
        tally.notProbed(),
        reasons(tally.notProbedBy()),
        tally.sent() == 0 ? "" : ", " + percent(tally.lossPercent()) + " % loss",
        tally.synRetransmits() == 0 ? "" : ", " + tally.synRetransmits() + " SYNs sent again",
        tally.skipped() == 0 ? "" : ", " + tally.skipped() + " skipped while this process slept");
    if (tally.answered() > 0) {
      out.printf(
          Locale.ROOT,
          "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms%n",
          tally.minNanos() / MILLI,
          tally.meanNanos() / MILLI,
          tally.maxNanos() / MILLI,
          tally.deviationNanos() / MILLI);
    }
  }

  @Override
  public boolean broken() {
    return out.checkError();
  }

  private String at(String address) {
    return address.indexOf(':') >= 0 && !port.isEmpty()
        ? "[" + address + "]" + port
        : address + port;
  }

  private String left(ProbeResult result) {
    if (result.sourcePort() == 0) {
      return "";
    }
    return port.isEmpty()
        ? " (identifier " + result.sourcePort() + ")"
        : " (source port "
            + result.sourcePort()
            + again(result.facts().count(FactKey.SYN_RETRANSMITS))
            + ")";
  }

  private static String again(long retransmits) {
    return switch ((int) Math.min(retransmits, 2)) {
      case 0 -> "";
      case 1 -> ", SYN sent again once";
      default -> ", SYN sent again " + retransmits + " times";
    };
  }

  private static String rejection(Reason reason) {
    return switch (reason) {
      case REFUSED -> "refused by ";
      case RESET -> "reset by ";
      default -> reason.words() + ": ";
    };
  }

  private static String detail(String detail) {
    return detail.isEmpty() ? "" : ": " + detail;
  }

  private static String reasons(Map<Reason, Long> counts) {
    return counts.isEmpty()
        ? ""
        : counts.entrySet().stream()
            .map(count -> count.getKey().label() + " " + count.getValue())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / MILLI);
  }

  /** Seconds without needless zeros, milliseconds below one second. */
  private static String span(long nanos) {
    return nanos >= 1e9
        ? trimmed(String.format(Locale.ROOT, "%.1f", nanos / 1e9)) + " s"
        : trimmed(String.format(Locale.ROOT, "%.1f", nanos / MILLI)) + " ms";
  }

  private static String percent(double value) {
    return trimmed(String.format(Locale.ROOT, "%.1f", value));
  }

  private static String trimmed(String number) {
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }
}
