package io.kald.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.audit.KeepAlivesSeen.Shown;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.phone.SlowNode;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.SccpMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** A live phone, the audit of its capture and the witness match the same acks to KeepAlives. */
class CapturedAcksTest {
  private static final Endpoint PHONE = new Endpoint("192.0.2.50", 49_001);
  private static final Endpoint NODE = new Endpoint("192.0.2.101", 2000);
  private static final int KEEPALIVES = 20;
  private static final double ACTIVE_SECONDS = 30.0 * (KEEPALIVES + 2);
  private static final double STANDBY_SECONDS = 60.0 * (KEEPALIVES + 2);

  /** Answers that are quick, slow, slower than the interval, and missing, in runs. */
  @Provide
  Arbitrary<List<Integer>> acks() {
    Arbitrary<Integer> quick = Arbitraries.integers().between(1, 150);
    Arbitrary<Integer> slow = Arbitraries.integers().between(151, 29_900);
    Arbitrary<Integer> slower = Arbitraries.integers().between(30_100, 95_000);
    Arbitrary<Integer> never = Arbitraries.just(-1);
    return Arbitraries.frequencyOf(
            Tuple.of(4, quick), Tuple.of(1, slow), Tuple.of(2, slower), Tuple.of(2, never))
        .list()
        .ofSize(KEEPALIVES);
  }

  @Property(tries = 300)
  void theAuditConfirmsWhatARegisteredPhoneReports(@ForAll("acks") List<Integer> ackMillis) {
    SlowNode node = SlowNode.registered(ackMillis).run(ACTIVE_SECONDS);
    Paired paired = audit(node, true, ACTIVE_SECONDS);
    assertThat(paired.claims()).isGreaterThanOrEqualTo(KEEPALIVES);
    assertThat(paired.confirmed()).isEqualTo(paired.claims());
  }

  @Property(tries = 300)
  void theAuditDeniesNothingAPhoneReportsOfAStandbyNode(@ForAll("acks") List<Integer> ackMillis) {
    SlowNode node = SlowNode.standby(ackMillis).run(STANDBY_SECONDS);
    Paired paired = audit(node, false, STANDBY_SECONDS);
    assertThat(paired.claims()).isGreaterThanOrEqualTo(KEEPALIVES);
    assertThat(paired.verdictDiffers()).isZero();
  }

  @Property(tries = 300)
  void theWitnessConfirmsWhatARegisteredPhoneReports(@ForAll("acks") List<Integer> ackMillis) {
    SlowNode node = SlowNode.registered(ackMillis).run(ACTIVE_SECONDS);
    KeepAlivesSeen seen = new KeepAlivesSeen();
    seen.sent(message(0, false, new RegisterAck(30, "M/D/Y", Optional.empty())));
    node.messages().forEach(m -> take(m, seen));
    List<String> differing = new ArrayList<>();
    for (SlowNode.Report report : recent(node.reports())) {
      Shown shown = (Shown) seen.claim(NODE, PHONE.port(), Wire.EPOCH + report.sentNanos());
      String differs = shown.seen().differs(claim(report), "kald");
      if (!differs.isEmpty()) {
        differing.add(differs);
      }
    }
    assertThat(differing).isEmpty();
  }

  /** The witness remembers that many KeepAlives of a connection. */
  private static List<SlowNode.Report> recent(List<SlowNode.Report> all) {
    long last = all.stream().mapToLong(SlowNode.Report::sentNanos).max().orElseThrow();
    long from = last - 12 * 30_000_000_000L;
    return all.stream().filter(report -> report.sentNanos() >= from).toList();
  }

  private static void take(SlowNode.Message message, KeepAlivesSeen seen) {
    SccpMessage sent = message.ack() ? KeepAliveAck.INSTANCE : KeepAlive.INSTANCE;
    SccpSeen first = message(message.atNanos(), !message.ack(), sent);
    seen.sent(first);
    if (!message.ack()) {
      seen.over(
          new SccpSeen(1, PHONE, NODE, true, sent, first.seen(), first.seen(), true, List.of()));
    }
  }

  private static SccpSeen message(long atNanos, boolean fromPhone, SccpMessage message) {
    Moment at = new Moment(atNanos, Wire.EPOCH + atNanos);
    return new SccpSeen(1, PHONE, NODE, fromPhone, message, at, null, false, List.of());
  }

  private static Paired audit(SlowNode node, boolean registered, double seconds) {
    Wire wire = Wire.judgedByItself();
    if (registered) {
      wire.node(1, 0, new RegisterAck(30, "M/D/Y", Optional.empty()));
    }
    for (SlowNode.Message message : node.messages()) {
      double at = message.atNanos() / 1e9;
      if (message.ack()) {
        wire.node(1, at, KeepAliveAck.INSTANCE);
      } else {
        wire.phone(1, at, KeepAlive.INSTANCE);
      }
    }
    List<Claim> claims = node.reports().stream().map(CapturedAcksTest::claim).toList();
    return Objects.requireNonNull(
        wire.report(seconds + 10, new Claims(claims, 0, 0)).paired(), "no journal was given");
  }

  private static Claim claim(SlowNode.Report report) {
    boolean answered = report.verdict() == KeepAliveVerdict.SCCP_ACKED;
    return new Claim(
        "desk at n0",
        "sccp",
        "n0",
        new Endpoint(NODE.address(), 0),
        PHONE.port(),
        Wire.EPOCH + report.sentNanos(),
        answered ? report.rttNanos() : -1,
        answered ? -1 : report.atNanos() - report.sentNanos(),
        report.verdict().word(),
        false);
  }
}
