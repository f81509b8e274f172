package io.kald.probe.tcp;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.host.Departure;
import io.kald.probe.host.EgressPath;
import io.kald.probe.host.Handover;
import io.kald.probe.host.LastAnswer;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.LocalFailure;
import io.kald.probe.tcp.EpollFailures.Ended;
import org.jspecify.annotations.Nullable;

/** Whether failures of one prober on raw sockets are its target's. Confined to the loop. */
final class FailureCheck {
  // deps
  private final EpollTcpProbers home;
  private final TcpSpec spec;
  private final String address;
  private final EgressOptions egress;
  private final LastAnswer lastAnswer = new LastAnswer();

  // state
  private @Nullable EgressPath path; // of the first failure on

  FailureCheck(EpollTcpProbers home, TcpSpec spec, String address, EgressOptions egress) {
    this.home = home;
    this.spec = spec;
    this.address = address;
    this.egress = egress;
  }

  /** Which address of this machine the target last answered. */
  LastAnswer lastAnswer() {
    return lastAnswer;
  }

  /** The target has answered or rejected the probe that was sent then. */
  void answered(long sentNanos, long nowNanos) {
    lastAnswer.came(sentNanos);
    if (home.egress().wantsWay(lastAnswer, nowNanos)) {
      home.egress().answered(lastAnswer, way(), nowNanos);
    }
  }

  /** A probe that could not be sent, with what is known of the cause. */
  LocalFailure refused(int errno, long nowNanos) {
    LocalFailure refusal = home.refusal(errno, spec, address, egress);
    return home.egress().refine(path(), refusal, nowNanos);
  }

  /** A probe whose connection has ended. */
  ProbeOutcome ended(Ended ended, int fd, int sourcePort, long sentNanos, long nowNanos) {
    ProbeOutcome outcome = ended.outcome();
    return switch (ended.from()) {
      case TARGET -> {
        answered(sentNanos, nowNanos);
        yield outcome;
      }
      case THE_WAY -> {
        Departure probe = departure(fd, sourcePort, sentNanos, nowNanos);
        yield unless(home.egress().explainReport(probe, nowNanos), outcome);
      }
      case SCOPE -> {
        Departure probe = departure(fd, sourcePort, sentNanos, nowNanos);
        String report = ((Rejected) outcome).detail();
        yield unless(home.egress().explainScope(probe, report, nowNanos), outcome);
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
    Departure probe = departure(fd, sourcePort, sentNanos, nowNanos);
    return home.egress().judge(probe, outcome, handover, nowNanos);
  }

  private static ProbeOutcome unless(@Nullable LocalFailure own, ProbeOutcome outcome) {
    return own == null ? outcome : new NotProbed(own.reason(), own.detail());
  }

  private Departure departure(int fd, int sourcePort, long sentNanos, long nowNanos) {
    String source = home.sockets().localAddress(fd);
    int device = egress.deviceIndex();
    return new Departure(
        path(),
        source.isEmpty() ? null : source,
        sourcePort,
        lastAnswer,
        one -> home.own().missing(one, device, nowNanos),
        sentNanos);
  }

  private EgressPath path() {
    EgressPath known = way();
    path = known;
    return known;
  }

  private EgressPath way() {
    return path == null ? EgressPath.ofTcp(address, spec.port(), spec.egress()) : path;
  }
}
