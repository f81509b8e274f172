package io.kald.probe.tcp;

import io.kald.probe.LocalFailure;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.host.Handover;
import io.kald.probe.host.LastAnswer;
import io.kald.probe.host.TargetCheck;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.tcp.EpollFailures.Ended;
import org.jspecify.annotations.Nullable;

/** Whether failures of one prober on raw sockets are its target's. Confined to the loop. */
final class FailureCheck {
  // deps
  private final EpollTcpProbers home;
  private final TcpSpec spec;
  private final String address;
  private final EgressOptions egress;
  private final TargetCheck check;

  FailureCheck(EpollTcpProbers home, TcpSpec spec, String address, EgressOptions egress) {
    this.home = home;
    this.spec = spec;
    this.address = address;
    this.egress = egress;
    this.check =
        new TargetCheck(
            home.egress(),
            one -> home.own().missing(one, egress.deviceIndex(), home.nanoTime()),
            address,
            spec.port(),
            spec.egress());
  }

  /** Which address of this machine the target last answered. */
  LastAnswer lastAnswer() {
    return check.lastAnswer();
  }

  /** The target has answered or rejected the probe that was sent then. */
  void answered(long sentNanos, long nowNanos) {
    check.answered(sentNanos, nowNanos);
  }

  /** A probe that could not be sent, with what is known of the cause. */
  LocalFailure refused(int errno, long nowNanos) {
    return check.refused(home.refusal(errno, spec, address, egress), nowNanos);
  }

  /** A probe whose connection has ended. */
  ProbeOutcome ended(Ended ended, int fd, int sourcePort, long sentNanos, long nowNanos) {
    ProbeOutcome outcome = ended.outcome();
    return switch (ended.from()) {
      case TARGET -> {
        answered(sentNanos, nowNanos);
        yield outcome;
      }
      case THE_WAY -> unless(check.reported(sent(fd, sourcePort, sentNanos), nowNanos), outcome);
      case SCOPE -> {
        String report = ((Rejected) outcome).detail();
        yield unless(check.beyondScope(sent(fd, sourcePort, sentNanos), report, nowNanos), outcome);
      }
      case NOBODY -> silent(outcome, ended.handover(), fd, sourcePort, sentNanos, nowNanos);
      case HERE -> outcome;
    };
  }

  /** Nothing came from the target: its failure only while this machine's network is in order. */
  ProbeOutcome silent(
      ProbeOutcome outcome,
      Handover handover,
      int fd,
      int sourcePort,
      long sentNanos,
      long nowNanos) {
    return check.judge(sent(fd, sourcePort, sentNanos), outcome, handover, nowNanos);
  }

  private static ProbeOutcome unless(@Nullable LocalFailure own, ProbeOutcome outcome) {
    return own == null ? outcome : new NotProbed(own.reason(), own.detail());
  }

  private TargetCheck.Sent sent(int fd, int sourcePort, long sentNanos) {
    String source = home.sockets().localAddress(fd);
    return new TargetCheck.Sent(source.isEmpty() ? null : source, sourcePort, sentNanos);
  }
}
