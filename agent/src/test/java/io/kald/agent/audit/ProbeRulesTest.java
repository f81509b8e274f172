package io.kald.agent.audit;

import static io.kald.agent.audit.GapRulesTest.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.ResetIs;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.tcp.TcpSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeRulesTest {
  @Test
  void aSynSentAgainAfterTheTimeoutWasNotGivenUp() {
    Wire wire = Wire.judgedBy("5,3,5").good(0);
    wire.tcp(5, -1, Close.SILENT, 3000, 1, 3, 7);
    AuditReport report = wire.good(10).report();
    assertThat(rules(report)).containsExactly(RuleId.TIMEOUT_MISMATCH);
    assertThat(report.findings().get(0).text())
        .contains("sent again after 7 s")
        .contains("after 4 s");
  }

  @Test
  void portsThatAlwaysFailAreNamed() {
    Wire wire = Wire.judgedBy("5,3,5");
    for (int i = 0; i < 60; i++) {
      int port = 2000 + i % 10;
      boolean stuck = port == 2003;
      wire.tcp(i * 5, stuck ? -1 : 0.001, stuck ? Close.SILENT : Close.RST, port);
    }
    AuditReport report = wire.report();
    assertThat(rules(report)).containsExactly(RuleId.SOURCE_PORT_STUCK);
    assertThat(report.findings().get(0).text())
        .isEqualTo(
            "6 probes from source port 2003 had no answer at all; 54 of 54 from other ports had"
                + " one");
  }

  @Test
  void aDeadServerIsNotTheFaultOfPorts() {
    Wire wire = Wire.judgedBy("5,3,5");
    for (int i = 0; i < 60; i++) {
      wire.tcp(i * 5, i < 30 ? 0.001 : -1, i < 30 ? Close.RST : Close.SILENT, 2000 + i % 10);
    }
    assertThat(wire.report().findings()).isEmpty();
  }

  @Test
  void aWrongCloseIsTold() {
    AuditReport report = Wire.judgedBy("5,3,5,fin").good(0).report();
    assertThat(rules(report)).containsExactly(RuleId.WRONG_CLOSE);
    assertThat(report.findings().get(0).text()).isEqualTo("closed by RST, set to fin");
  }

  /** Every second one: the prober may have closed first, which says nothing of the server. */
  @ParameterizedTest
  @CsvSource({
    "ANSWERED, unknown > alive",
    "REJECTED, unknown > alive; alive > dying; dying > alive; alive > dying; dying > alive",
  })
  void aResetRightAfterTheHandshakeIsWhatIsConfigured(ResetIs resetIs, String states) {
    TcpSpec spec =
        new TcpSpec(
            Wire.SERVER.address(),
            Wire.SERVER.port(),
            TcpClose.RST,
            resetIs,
            Family.ANY,
            Egress.DEFAULT,
            Egress.KERNEL);
    Keepalive web = new Keepalive("web", spec, Rule.DEFAULT, List.of(new Service("web", false)));
    Wire wire = Wire.judgedBy(Plan.configured(List.of(web), "kald.yaml"));
    for (int i = 0; i < 5; i++) {
      wire.tcp(i * 5, 0.001, i % 2 == 0 ? Close.RST : Close.RESET_BY_SERVER, 2000 + i);
    }
    StreamReport stream = wire.report().streams().get(0);
    assertThat(stream.inferred().answered()).isEqualTo(5);
    assertThat(stream.inferred().closedAtOnce()).isEqualTo(2);
    assertThat(
            stream.states().stream()
                .map(StateSeen::transition)
                .map(t -> t.from().word() + " > " + t.to().word()))
        .isEqualTo(List.of(states.split("; ", -1)));
    assertThat(wire.report().findings()).isEmpty();
  }

  @Test
  void aHalfOpenCloseIsAResetAsOlderLoadBalancersSendIt() {
    Wire wire = Wire.judgedBy("5,3,5,rst");
    wire.tcp(0, 0.001, Close.HALF_OPEN, 2000);
    assertThat(wire.report().findings()).isEmpty();
  }
}
