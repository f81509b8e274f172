package io.kald.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.audit.Claim;
import io.kald.agent.audit.KeepAlivesSeen;
import io.kald.agent.audit.OnWire;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.SccpMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of what a phone says of its KeepAlives; times in seconds. */
class PhonePairsTest {
  private static final double NANOS = 1e9;
  private static final long SECOND = 1_000_000_000;
  private static final long START = 1_795_000_000 * SECOND;
  private static final Endpoint PHONE = new Endpoint("192.0.2.50", 49_001);
  private static final Endpoint NODE = new Endpoint("192.0.2.101", 2000);

  private final List<String> told = new ArrayList<>();
  private final Doubts doubts = new Doubts();
  private final KeepAlivesSeen seen = new KeepAlivesSeen();
  private final PhonePairs pairs = new PhonePairs(seen, new Told(), doubts);

  @Test
  void shouldConfirmAnAnswer() {
    acked(0, 0.002);
    onWire(0, 0.001, 0.002);
    advance(3);
    assertThat(told).containsExactly("confirmed sccp-acked");
    assertThat(pairs.size()).isZero();
  }

  /** A call manager that hangs on a machine that lives. */
  @Test
  void shouldConfirmThatTcpAloneAnswered() {
    onWire(0, 0.001, -1);
    given(0, 30, "tcp-acked-only");
    advance(33);
    assertThat(told).containsExactly("confirmed tcp-acked-only");
  }

  @Test
  void shouldWaitUntilAllPacketsOfThatTimeHaveCome() {
    acked(0, 0.002);
    advance(1.9);
    assertThat(told).isEmpty();
    onWire(0, 0.001, 0.002);
    advance(2.1);
    assertThat(told).containsExactly("confirmed sccp-acked");
  }

  @Test
  void shouldConfirmBothThatItWasGivenUpAndThatItWasAnsweredLate() {
    onWire(0, 0.001, 1.5);
    given(0, 1, "tcp-acked-only");
    acked(0, 1.5);
    advance(10);
    assertThat(told).containsExactly("confirmed tcp-acked-only", "confirmed sccp-acked");
  }

  @Test
  void shouldSayThatItDidNotLeave() {
    given(0, 30, "not-acked");
    advance(33);
    assertThat(told).containsExactly("not on wire not-acked");
  }

  @Test
  void shouldSayWhatPacketsShowInstead() {
    onWire(0, 0.001, 0.002);
    given(0, 30, "tcp-acked-only");
    onWire(60.4, 0.001, 0.002);
    acked(60, 0.002);
    onWire(90, -1, -1);
    given(90, 30, "tcp-acked-only");
    advance(130);
    assertThat(told)
        .containsExactly(
            "differs: kald says tcp-acked-only, the capture shows an answer after 2 ms",
            "differs: kald says it left 400 ms sooner",
            "differs: kald says that TCP acknowledged it, the capture shows no acknowledgement");
  }

  /** A process that is slow to read does not make the answer another one. */
  @Test
  void shouldConfirmAnAnswerThatWasReadLateAndNoneThatWasReadTooSoon() {
    onWire(0, 0.001, 0.003);
    acked(0, 0.5);
    onWire(30, 0.001, 0.5);
    acked(30, 0.003);
    advance(40);
    assertThat(told)
        .containsExactly(
            "confirmed sccp-acked",
            "differs: kald says answered after 3 ms, the capture shows 500 ms");
  }

  @Test
  void shouldDenyNothingWhereTheCaptureLostPackets() {
    doubts.add(at(10), at(11));
    given(0, 30, "tcp-acked-only");
    acked(9.5, 0.002);
    onWire(10.5, 0.001, 0.002);
    acked(10.5, 0.002);
    advance(40);
    assertThat(told)
        .containsExactly(
            "unknown tcp-acked-only: packets of that time may be missing",
            "unknown sccp-acked: packets of that time may be missing",
            "confirmed sccp-acked");
  }

  @Test
  void shouldDenyNothingOfAKeepAliveThatWasToldTooLate() {
    given(0, 241, "tcp-acked-only");
    advance(300);
    assertThat(told).hasSize(1).allMatch(line -> line.startsWith("unknown"));
  }

  /** Acks carry no number: this one is too late for the second, by the phone's rule. */
  @Test
  void shouldMatchAnAnswerByThePhonesOwnRule() {
    answeredLate();
    acked(0, 33);
    given(30, 30, "tcp-acked-only");
    advance(70);
    assertThat(told).containsExactly("confirmed sccp-acked", "confirmed tcp-acked-only");
  }

  /** A phone that has learned of a slower path gives it to the second. */
  @Test
  void shouldNotQuarrelAboutWhoseAnAnswerIs() {
    answeredLate();
    given(0, 30, "tcp-acked-only");
    acked(30, 3);
    advance(70);
    assertThat(told).hasSize(2).contains("confirmed tcp-acked-only");
    assertThat(told).anyMatch(line -> line.startsWith("unknown sccp-acked"));
  }

  private void answeredLate() {
    onWire(0, 0.001, -1);
    onWire(30, 0.001, 3);
    onWire(60, 0.001, -1);
  }

  @Test
  void shouldJudgeNothingThatEndsWithoutItsPackets() {
    acked(0, 0.002);
    onWire(30, 0.001, 0.002);
    acked(30, 0.002);
    pairs.finish();
    assertThat(told)
        .containsExactly(
            "unknown sccp-acked: packets of that time may be missing", "confirmed sccp-acked");
  }

  private void acked(double sent, double rtt) {
    claim(sent, rtt, -1, "sccp-acked");
  }

  private void given(double sent, double after, String verdict) {
    claim(sent, -1, after, verdict);
  }

  private void claim(double sent, double rtt, double after, String verdict) {
    long rttNanos = rtt < 0 ? -1 : Math.round(rtt * NANOS);
    long afterNanos = after < 0 ? -1 : Math.round(after * NANOS);
    Claim claim =
        new Claim(
            "desk", "sccp", "c1", NODE, 49_001, at(sent), rttNanos, afterNanos, verdict, false);
    pairs.claim(claim, at(sent + Math.max(rtt, after)));
  }

  private void onWire(double sent, double tcp, double answered) {
    seen.sent(message(true, KeepAlive.INSTANCE, sent, -1));
    if (tcp >= 0) {
      seen.over(message(true, KeepAlive.INSTANCE, sent, sent + tcp));
    }
    if (answered >= 0) {
      seen.sent(message(false, KeepAliveAck.INSTANCE, sent + answered, -1));
    }
  }

  private static SccpSeen message(
      boolean fromPhone, SccpMessage message, double sent, double acknowledged) {
    @Nullable Moment by = acknowledged < 0 ? null : new Moment(2, at(acknowledged));
    Moment moment = new Moment(1, at(sent));
    return new SccpSeen(1, PHONE, NODE, fromPhone, message, moment, by, true, List.of());
  }

  private void advance(double seconds) {
    pairs.advance(at(seconds));
  }

  private static long at(double seconds) {
    return START + Math.round(seconds * NANOS);
  }

  private final class Told implements Verdicts {
    @Override
    public void confirmed(Claim claim, OnWire onWire) {
      told.add("confirmed " + claim.outcome());
    }

    @Override
    public void unresolved(Claim claim) {
      told.add("unresolved " + claim.sourcePort());
    }

    @Override
    public void notOnWire(Claim claim) {
      told.add("not on wire " + claim.outcome());
    }

    @Override
    public void differs(Claim claim, OnWire onWire, String differs) {
      told.add("differs: " + differs);
    }

    @Override
    public void unknown(Claim claim, String why) {
      told.add("unknown " + claim.outcome() + ": " + why);
    }

    @Override
    public void unrecorded(ProbeKey key, OnWire onWire) {
      told.add("unrecorded");
    }
  }
}
