package io.kald.agent.audit;

import static io.kald.agent.audit.GapRulesTest.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.TcpExchange.Close;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairingTest {
  private final Wire wire = Wire.judgedByItself();
  private final List<Claim> claims = new ArrayList<>();

  PairingTest() {
    for (int i = 0; i < 20; i++) {
      wire.tcp(i * 5, 0.0052, Close.RST, 2000 + i);
      claims.add(answered(i * 5, 2000 + i, 0.0052));
    }
  }

  @Test
  void whatTheJournalSaysIsConfirmed() {
    AuditReport report = wire.report(95, journal());
    assertThat(paired(report).confirmed()).isEqualTo(20);
    assertThat(paired(report).agrees()).isTrue();
    assertThat(report.conforms()).isTrue();
  }

  @Test
  void aProbeThatNeverLeftIsNotOnTheWire() {
    claims.add(answered(42, 3000, 0.005));
    AuditReport report = wire.report(95, journal());
    assertThat(paired(report).notOnWire()).isEqualTo(1);
    assertThat(rules(report)).containsExactly(RuleId.NOT_ON_WIRE);
  }

  @Test
  void atTheCapturesEdgesNothingIsSaidOfMissingPackets() {
    claims.add(answered(0.5, 3000, 0.005));
    claims.add(answered(94.5, 3001, 0.005));
    AuditReport report = wire.report(95, journal());
    assertThat(paired(report).unknown()).isEqualTo(2);
    assertThat(report.conforms()).isTrue();
  }

  @Test
  void aProbeWithoutALineIsUnrecorded() {
    claims.remove(7);
    AuditReport report = wire.report(95, journal());
    assertThat(paired(report).unrecorded()).isEqualTo(1);
    assertThat(rules(report)).containsExactly(RuleId.UNRECORDED);
  }

  @Test
  void aLineThatDeniesAnAnswerDiffers() {
    claims.set(7, claim(35, 2007, -1, 4, "unanswered"));
    AuditReport report = wire.report(95, journal());
    assertThat(rules(report)).containsExactly(RuleId.VERDICT_DIFFERS);
    assertThat(report.findings().get(0).text())
        .isEqualTo("the journal says unanswered, the capture shows an answer after 5.2 ms");
  }

  @Test
  void aLineThatInventsAnAnswerDiffers() {
    wire.tcp(42, -1, Close.SILENT, 3000);
    claims.add(answered(42, 3000, 0.001));
    assertThat(paired(wire.report(95, journal())).verdictDiffers()).isEqualTo(1);
  }

  @Test
  void aLineOfAnotherTimeDiffers() {
    claims.set(7, answered(35.4, 2007, 0.0052));
    assertThat(rules(wire.report(95, journal()))).containsExactly(RuleId.TIME_DIFFERS);
  }

  @Test
  void theAccuracyOfTheJournalIsMeasured() {
    claims.replaceAll(
        c ->
            claim(
                (c.sentNanos() - Wire.EPOCH) / 1e9 + 0.001,
                c.sourcePort(),
                0.0062,
                -1,
                "answered"));
    Paired paired = paired(wire.report(95, journal()));
    assertThat(paired.sentP50Nanos()).isBetween(999_000L, 1_001_000L);
    assertThat(paired.rttP99Nanos()).isBetween(999_000L, 1_001_000L);
  }

  /** Echoes share one identifier: one that never left must not be laid beside the next one. */
  @Test
  void aProbeThatNeverLeftDoesNotTakeThePacketsOfTheNextOne() {
    Wire echoes = Wire.judgedByItself();
    List<Claim> told = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      if (i == 7) {
        told.add(claim(6.2, 2000, -1, 0.4, "unanswered"));
      }
      echoes.tcp(i, 0.001, Close.RST, 2000);
      told.add(answered(i, 2000, 0.001));
    }
    Paired paired = paired(echoes.report(20, new Claims(told, 0, 0)));
    assertThat(paired.confirmed()).isEqualTo(20);
    assertThat(paired.notOnWire()).isEqualTo(1);
    assertThat(paired.timeDiffers()).isZero();
  }

  @Test
  void twoKeepalivesOfOneTargetAreToldApartByTheJournal() {
    Wire both = Wire.judgedByItself();
    List<Claim> told = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      both.tcp(i * 5, 0.001, Close.RST, 2000 + i).tcp(i * 7 + 0.5, 0.001, Close.FIN, 3000 + i);
      told.add(claim("web", i * 5, 2000 + i, 0.001, -1, "answered"));
      told.add(claim("web-fin", i * 7 + 0.5, 3000 + i, 0.001, -1, "answered"));
    }
    AuditReport report = both.report(140, new Claims(told, 0, 0));
    assertThat(report.conforms()).isTrue();
    assertThat(report.streams())
        .extracting(s -> s.key().keepalive() + " " + s.inferred().periodNanos() / 1_000_000_000L)
        .containsExactly("web 5", "web-fin 7");
  }

  /** Both links' KeepAlives are on the wire at the same moments; only one is the journal's. */
  @Test
  void aKeepAliveBelongsToTheConnectionItsLineNames() {
    Wire phones = Wire.judgedByItself();
    for (int i = 0; i < 10; i++) {
      phones.phone(1, i * 30, KeepAlive.INSTANCE).node(1, i * 30 + 0.002, KeepAliveAck.INSTANCE);
      phones.phone(2, i * 30, KeepAlive.INSTANCE).node(2, i * 30 + 0.002, KeepAliveAck.INSTANCE);
    }
    List<Claim> told = new ArrayList<>();
    told.add(keepAlive(60, new Endpoint("192.0.2.101", 0), 49_001));
    told.add(keepAlive(90, new Endpoint("192.0.2.101", 0), 49_003));
    told.add(keepAlive(120, Claim.ANY_NODE, 0));
    Paired paired = paired(phones.report(280, new Claims(told, 0, 0)));
    assertThat(paired.confirmed()).isEqualTo(2);
    assertThat(paired.notOnWire()).as("no such connection").isEqualTo(1);
    assertThat(paired.unrecorded()).as("other phones are not kald's").isZero();
  }

  /** The journal tells it twice: as given up, and as answered after all. */
  @Test
  void bothLinesOfAKeepAliveThatIsAnsweredLateAreOfOnePacket() {
    Wire phone = Wire.judgedByItself();
    for (int i = 0; i < 10; i++) {
      phone.phone(1, i * 30, KeepAlive.INSTANCE).node(1, i * 30 + 5, KeepAliveAck.INSTANCE);
    }
    Endpoint node = new Endpoint("192.0.2.101", 0);
    List<Claim> told = new ArrayList<>();
    told.add(keepAlive(60, node, 49_001, -1, 2, "tcp-acked-only"));
    told.add(keepAlive(60, node, 49_001, 5, -1, "sccp-acked"));
    told.add(keepAlive(90, node, 49_001, -1, 2, "tcp-acked-only"));
    told.add(keepAlive(90, node, 49_001, 1, -1, "sccp-acked"));
    Paired paired = paired(phone.report(280, new Claims(told, 0, 0)));
    assertThat(paired.confirmed()).isEqualTo(3);
    assertThat(paired.verdictDiffers()).as("answered after 1 s, by the journal").isEqualTo(1);
    assertThat(paired.notOnWire()).isZero();
    assertThat(paired.rttP99Nanos()).isZero();
  }

  /** On a path that is broken TCP repeats the first one and sends no other. */
  @Test
  void aKeepAliveThatTcpHoldsBackCannotBeJudged() {
    Wire phone = Wire.judgedByItself();
    phone.sccp(1, 0, true, KeepAlive.INSTANCE, true);
    phone.sccp(1, 30, true, KeepAlive.INSTANCE, false);
    Endpoint node = new Endpoint("192.0.2.101", 0);
    List<Claim> told = new ArrayList<>();
    told.add(keepAlive(15, node, 49_001, -1, 5, "not-acked"));
    told.add(keepAlive(30, node, 49_001, -1, 35, "not-acked"));
    told.add(keepAlive(60, node, 49_001, -1, 5, "not-acked"));
    Paired paired = paired(phone.report(120, new Claims(told, 0, 0)));
    assertThat(paired.confirmed()).isEqualTo(1);
    assertThat(paired.unknown()).isEqualTo(1);
    assertThat(paired.notOnWire()).as("nothing was in its way").isEqualTo(1);
  }

  /** That the target closed first is told by both, or by the packets alone; answered or not. */
  @ParameterizedTest
  @CsvSource({
    "answered, true, RESET_BY_SERVER, 3, 0",
    "rejected, true, RESET_BY_SERVER, 3, 0",
    "answered, false, RESET_BY_SERVER, 3, 0",
    "answered, true, RST, 0, 3",
    "rejected, true, RST, 0, 3",
    "rejected, false, RST, 0, 3",
  })
  void aCloseOfTheTargetIsHeldAgainstPackets(
      String outcome, boolean closedAtOnce, Close close, int confirmed, int differs) {
    Wire wire = Wire.judgedBy("5,3,5").good(0);
    List<Claim> told = new ArrayList<>();
    for (int i = 1; i < 4; i++) {
      wire.tcp(i * 5, 0.05, close, 3000 + i);
      boolean answered = outcome.equals("answered");
      Claim claim = claim(i * 5, 3000 + i, answered ? 0.05 : -1, answered ? -1 : 0.1, outcome);
      told.add(
          new Claim(
              claim.keepalive(),
              claim.kind(),
              claim.target(),
              claim.asked(),
              claim.sourcePort(),
              claim.sentNanos(),
              claim.rttNanos(),
              claim.afterNanos(),
              claim.outcome(),
              closedAtOnce));
    }
    Paired paired = paired(wire.good(20).report(60, new Claims(told, 0, 0)));
    assertThat(paired.confirmed()).isEqualTo(confirmed);
    assertThat(paired.verdictDiffers()).isEqualTo(differs);
  }

  private static Claim keepAlive(double at, Endpoint node, int port) {
    return keepAlive(at, node, port, 0.002, -1, "sccp-acked");
  }

  private static Claim keepAlive(
      double at, Endpoint node, int port, double rtt, double after, String verdict) {
    return new Claim(
        "desk at c1",
        "sccp",
        "c1",
        node,
        port,
        Wire.EPOCH + Math.round(at * 1e9),
        rtt < 0 ? -1 : Math.round(rtt * 1e9),
        after < 0 ? -1 : Math.round(after * 1e9),
        verdict,
        false);
  }

  private static Paired paired(AuditReport report) {
    return Objects.requireNonNull(report.paired(), "no journal was given");
  }

  private Claims journal() {
    return new Claims(claims, 0, 0);
  }

  private static Claim answered(double at, int port, double rtt) {
    return claim(at, port, rtt, -1, "answered");
  }

  private static Claim claim(double at, int port, double rtt, double after, String outcome) {
    return claim("web", at, port, rtt, after, outcome);
  }

  private static Claim claim(
      String keepalive, double at, int port, double rtt, double after, String outcome) {
    return new Claim(
        keepalive,
        "tcp",
        "www:51000",
        new Endpoint(Wire.SERVER.address(), Wire.SERVER.port()),
        port,
        Wire.EPOCH + Math.round(at * 1e9),
        rtt < 0 ? -1 : Math.round(rtt * 1e9),
        after < 0 ? -1 : Math.round(after * 1e9),
        outcome,
        false);
  }
}
