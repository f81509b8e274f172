package io.kald.agent.audit;

import static io.kald.agent.audit.GapRulesTest.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.sccp.IpAddress;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.Protocol;
import io.kald.sccp.Register;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.Station;
import io.kald.sccp.Unregister;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SccpRulesTest {
  private static final SccpMessage REGISTER =
      new Register(
          Station.of("SEP001122334455", IpAddress.ANY, 7),
          0,
          0,
          Protocol.NONE,
          0,
          0,
          Register.Details.NONE,
          Register.Form.UPTO_LOAD);
  private static final SccpMessage REGISTERED = new RegisterAck(30, "M/D/Y", Optional.empty());

  private static Wire registered(long link, double at, Wire wire) {
    return wire.phone(link, at, REGISTER).node(link, at + 0.1, REGISTERED);
  }

  private static Wire beats(long link, double from, double to, boolean answered, Wire wire) {
    for (double at = from; at <= to; at += 30) {
      wire.phone(link, at, KeepAlive.INSTANCE);
      if (answered) {
        wire.node(link, at + 0.02, KeepAliveAck.INSTANCE);
      }
    }
    return wire;
  }

  @Test
  void aProbeMayLeaveFromThePortOfAPhone() {
    Wire wire = beats(1, 30, 60, true, registered(1, 0, Wire.judgedBy("5,3,5")));
    wire.from("192.0.2.50");
    for (int i = 0; i < 12; i++) {
      wire.tcp(i * 5, 0.005, Close.RST, i == 6 ? 49_001 : 50_000 + i);
    }
    AuditReport report = wire.report();
    assertThat(report.findings()).isEmpty();
    assertThat(report.streams().get(0).inferred().probes()).isEqualTo(12);
  }

  private static String detection(double... again) {
    Wire wire = beats(1, 30, 60, true, registered(1, 0, Wire.judgedByItself()));
    return wire.lost(1, 90, again).until(140).phones().get(0).detection();
  }

  @Test
  void theSettingIsSeenByWhenAKeepAliveIsSentAgain() {
    assertThat(detection(0.3, 0.6, 1.0, 1.8, 3.3, 5.8, 10.8, 20.8)).isEqualTo("delayed");
    assertThat(detection(0.3, 0.8, 1.63, 3.0, 5.28))
        .isEqualTo("normal, each interval 1.66 times the one before");
  }

  @Test
  void aTcpThatDoublesItsIntervalsSaysNothingOfThePhone() {
    assertThat(detection(0.2, 0.6, 1.4, 3.0, 6.2)).isEmpty();
    assertThat(detection(0.2, 0.6)).isEmpty();
  }

  @Test
  void aPhoneThatIsAnsweredKeepsItsRules() {
    Wire wire = beats(1, 30, 300, true, registered(1, 0, Wire.judgedByItself()));
    AuditReport report = wire.until(320);
    assertThat(report.findings()).isEmpty();
    assertThat(report.phones())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.device()).isEqualTo("SEP001122334455");
              assertThat(p.keepAlives()).isEqualTo(10);
              assertThat(p.answered()).isEqualTo(10);
              assertThat(p.activeNanos()).isEqualTo(30_000_000_000L);
              assertThat(p.role()).isEqualTo("active");
            });
  }

  @Test
  void aStandbyLinkNeedsNoMoreThanTcp() {
    Wire wire = beats(2, 0, 300, false, Wire.judgedByItself());
    AuditReport report = wire.until(320);
    assertThat(report.findings()).isEmpty();
    assertThat(report.phones().get(0).tcpOnly()).isEqualTo(11);
  }

  @Test
  void aStandbyThatIsGoneIsTold() {
    Wire wire = beats(2, 0, 90, false, Wire.judgedByItself());
    wire.sccp(2, 120, true, KeepAlive.INSTANCE, false);
    assertThat(rules(wire.until(200))).containsExactly(RuleId.STANDBY_NOT_ACKED);
  }

  @Test
  void aNodeThatHangsIsToldApartFromABrokenPath() {
    Wire wire = beats(1, 30, 60, true, registered(1, 0, Wire.judgedByItself()));
    wire.phone(1, 90, KeepAlive.INSTANCE);
    wire.sccp(1, 120, true, KeepAlive.INSTANCE, false);
    AuditReport report = wire.until(180);
    assertThat(rules(report)).containsExactly(RuleId.SCCP_ACK_MISSING, RuleId.SCCP_ACK_MISSING);
    assertThat(report.findings().get(0).text()).contains("call control hangs");
    assertThat(report.findings().get(1).text()).contains("neither");
  }

  /** Two KeepAlives are acked, three are not, and the phone registers with the other node. */
  static AuditReport failover() {
    Wire wire = beats(1, 30, 60, true, registered(1, 0, Wire.judgedByItself()));
    beats(1, 90, 150, false, wire);
    registered(2, 160, wire);
    return wire.until(200);
  }

  @Test
  void threeMissesAndOnTheOtherNodeAtOnce() {
    assertThat(rules(failover())).containsOnly(RuleId.SCCP_ACK_MISSING).hasSize(3);
  }

  @Test
  void aLinkIsDrawnWithWhatWasSaidAndWhenItWasRegisteredOver() {
    Wire wire = beats(1, 30, 60, true, registered(1, 0, Wire.judgedByItself()));
    wire.phone(1, 70, Unregister.SILENT);
    registered(1, 80, wire).nodeCloses(1, 90);
    LinkDrawn drawn = wire.until(100).phones().get(0).drawn();
    assertThat(drawn.spans())
        .extracting(s -> (s.toNanos() - s.fromNanos()) / 100_000_000L)
        .containsExactly(699L, 99L);
    assertThat(drawn.words())
        .extracting(LinkDrawn.Word::text)
        .containsExactly(
            "Register",
            "RegisterAck",
            "Unregister",
            "Register",
            "RegisterAck",
            "closed by the node");
    assertThat(drawn.keepAlives())
        .extracting(LinkDrawn.Sent::word)
        .containsExactly("sccp-acked", "sccp-acked");
    assertThat(drawn.lastNanos() - drawn.firstNanos()).isEqualTo(90_000_000_000L);
  }

  @Test
  void aPhoneThatStaysWithAHungNodeIsLate() {
    Wire wire = beats(1, 30, 60, true, registered(1, 0, Wire.judgedByItself()));
    beats(1, 90, 270, false, wire);
    registered(2, 280, wire);
    AuditReport report = wire.until(300);
    assertThat(report.findings())
        .filteredOn(f -> f.rule() == RuleId.FAILOVER_LATE)
        .singleElement()
        .satisfies(f -> assertThat(f.text()).contains("elsewhere only after 130 s"));
  }

  @Test
  void aLinkTheNodeClosesIsLeftAtOnce() {
    Wire wire = beats(1, 30, 60, true, registered(1, 0, Wire.judgedByItself()));
    wire.nodeCloses(1, 70);
    registered(2, 100, wire);
    assertThat(rules(wire.until(140))).containsExactly(RuleId.FAILOVER_LATE);
  }

  @Test
  void whatAStandbyLeftUnansweredIsForgottenWhenItRegisters() {
    Wire wire = beats(2, 0, 90, false, Wire.judgedByItself());
    registered(2, 100, wire);
    beats(2, 130, 220, true, wire);
    AuditReport report = wire.until(230);
    assertThat(report.findings()).isEmpty();
    assertThat(report.phones().get(0).answered()).isEqualTo(4);
    assertThat(report.phones().get(0).tcpOnly()).isEqualTo(4);
    assertThat(report.phones().get(0).rttMedianNanos()).isEqualTo(20_000_000L);
  }

  @Test
  void aPhoneWithOneNodeHasNowhereToGo() {
    Wire wire = beats(1, 30, 60, true, registered(1, 0, Wire.judgedByItself()));
    wire.nodeCloses(1, 70);
    assertThat(wire.until(140).findings()).isEmpty();
  }

  @Test
  void goingBackNeedsAToken() {
    Wire wire = beats(2, 30, 60, true, registered(2, 0, Wire.judgedByItself()));
    wire.phone(2, 70, Unregister.SILENT);
    registered(1, 70.2, wire);
    assertThat(rules(wire.until(80))).containsExactly(RuleId.FAILBACK_WITHOUT_TOKEN);
  }

  @Test
  void goingBackWithATokenIsFine() {
    Wire wire = beats(2, 30, 60, true, registered(2, 0, Wire.judgedByItself()));
    wire.phone(1, 65, token()).node(1, 65.1, RegisterTokenAck.INSTANCE);
    wire.phone(2, 70, Unregister.SILENT);
    registered(1, 70.2, wire);
    assertThat(wire.until(80).findings()).isEmpty();
  }

  @Test
  void aKeepAliveThatComesLateIsTold() {
    Wire wire = beats(1, 30, 90, true, registered(1, 0, Wire.judgedByItself()));
    beats(1, 130, 200, true, wire);
    assertThat(rules(wire.until(240))).containsExactly(RuleId.SLOT_LATE);
  }

  private static SccpMessage token() {
    return RegisterTokenReq.of(Station.of("SEP001122334455", IpAddress.ANY, 7));
  }
}
