package io.kald.probe.host;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import org.jspecify.annotations.Nullable;

/**
 * Whether failures at one TCP target are the target's or this machine's: keeps what is known of the
 * way to it and asks {@link EgressCheck}, for failures only. One for each target of a prober or a
 * phone; confined to its loop.
 */
public final class TargetCheck {
  // deps
  private final EgressCheck egress;
  private final Departure.MissingAddress missing;
  private final String address;
  private final int port;
  private final Egress wanted;
  private final LastAnswer lastAnswer = new LastAnswer();

  // state
  private @Nullable EgressPath path; // of the first failure on

  /**
   * For a target.
   *
   * @param missing why an address is not this machine's now
   * @param address numeric
   * @param wanted how packets to it leave
   */
  public TargetCheck(
      EgressCheck egress,
      Departure.MissingAddress missing,
      String address,
      int port,
      Egress wanted) {
    this.egress = egress;
    this.missing = missing;
    this.address = address;
    this.port = port;
    this.wanted = wanted;
  }

  /** The numeric address of the target. */
  public String address() {
    return address;
  }

  /** Which address of this machine the target last answered. */
  public LastAnswer lastAnswer() {
    return lastAnswer;
  }

  /** The target has answered or rejected what was sent then. */
  public void answered(long sentNanos, long nowNanos) {
    lastAnswer.came(sentNanos);
    if (egress.wantsWay(lastAnswer, nowNanos)) {
      egress.answered(lastAnswer, way(), nowNanos);
    }
  }

  /** What could not be sent at all, with what is known of the cause. */
  public LocalFailure refused(LocalFailure refusal, long nowNanos) {
    return egress.refine(path(), refusal, nowNanos);
  }

  /** What it means that nothing came from the target; see {@link EgressCheck#judge}. */
  public ProbeOutcome judge(Sent sent, ProbeOutcome failure, Handover handover, long nowNanos) {
    return egress.judge(departure(sent), failure, handover, nowNanos);
  }

  /** The fault of this machine by which it is no evidence against the target, or null. */
  public @Nullable LocalFailure silent(Sent sent, Handover handover, long nowNanos) {
    ProbeOutcome silence = new Unanswered(nowNanos - sent.sentNanos());
    return judge(sent, silence, handover, nowNanos) instanceof NotProbed not
        ? new LocalFailure(not.reason(), not.detail())
        : null;
  }

  /** The same where a router or a filter on the way has reported that it did not arrive. */
  public @Nullable LocalFailure reported(Sent sent, long nowNanos) {
    return egress.explainReport(departure(sent), nowNanos);
  }

  /** The same where one has reported that the source is not of the target's scope. */
  public @Nullable LocalFailure beyondScope(Sent sent, String report, long nowNanos) {
    return egress.explainScope(departure(sent), report, nowNanos);
  }

  private Departure departure(Sent sent) {
    return new Departure(
        path(), sent.source(), sent.sourcePort(), lastAnswer, missing, sent.sentNanos());
  }

  private EgressPath path() {
    EgressPath known = way();
    path = known;
    return known;
  }

  private EgressPath way() {
    return path == null ? EgressPath.ofTcp(address, port, wanted) : path;
  }

  /**
   * What was sent to the target.
   *
   * @param source the own address it was sent from, numeric, or null: it is not known; an
   *     unspecified one, as the socket of an attempt that is over has it, becomes null
   * @param sourcePort its source port, or 0
   * @param sentNanos when, monotonic
   */
  public record Sent(@Nullable String source, int sourcePort, long sentNanos) {
    /** Takes an unspecified address for an unknown one. */
    public Sent {
      source = "0.0.0.0".equals(source) || "::".equals(source) ? null : source;
    }
  }
}
