package io.kald.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.FlowOptions;
import io.kald.agent.flow.FlowTable;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import io.kald.agent.pcap.CaptureBuilder;
import io.kald.probe.IcmpErrors;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An ICMP error in a capture means what it means to a live prober, whatever its type and code. */
class IcmpReasonsTest {
  private static final long SECOND = 1_000_000_000L;

  private enum Sender {
    TARGET,
    ROUTER,
    PROBER
  }

  @Test
  void aRouterThatKnowsNoHostIsHostUnreachable() {
    assertThat(tcp(4, 3, 1, Sender.ROUTER))
        .isEqualTo(
            new Rejected(Reason.HOST_UNREACHABLE, "ICMP 3/1 from 10.0.0.9", CaptureBuilder.STEP));
    assertThat(tcp(6, 1, 3, Sender.ROUTER))
        .isEqualTo(
            new Rejected(Reason.HOST_UNREACHABLE, "ICMP 1/3 from fd00::9", CaptureBuilder.STEP));
  }

  @Test
  void aReportOfTheProbersOwnMachineIsNoEvidence() {
    assertThat(echo(4, 3, 13, Sender.PROBER)).isInstanceOf(NotProbed.class);
    assertThat(echo(6, 1, 2, Sender.ROUTER)).isInstanceOf(NotProbed.class);
    assertThat(echo(4, 3, 1, Sender.PROBER)).as("no neighbour").isInstanceOf(Rejected.class);
  }

  @Property(tries = 2000)
  void everyErrorMeansWhatItMeansToALiveProber(
      @ForAll boolean six,
      @ForAll @IntRange(max = 255) int anyType,
      @ForAll @IntRange(max = 20) int lowType,
      @ForAll boolean low,
      @ForAll @IntRange(max = 20) int code,
      @ForAll Sender sender) {
    int version = six ? 6 : 4;
    int type = low ? lowType : anyType;
    IcmpErrors table = IcmpErrors.of(version);
    String from = address(version, sender);
    ProbeOutcome live = live(table.reason(type, code), sender, IcmpErrors.text(type, code, from));
    ProbeOutcome silence = new Unanswered(SECOND);
    boolean answer = type == (six ? 129 : 0); // An echo reply is no error.
    assertThat(tcp(version, type, code, sender))
        .isEqualTo(table.isFatalToTcp(type, code) ? live : silence);
    if (!answer) {
      assertThat(echo(version, type, code, sender))
          .isEqualTo(table.isFatal(type, code) ? live : silence);
    }
  }

  private static ProbeOutcome live(Reason reason, Sender sender, String text) {
    return switch (IcmpErrors.speaker(reason, sender == Sender.TARGET, sender == Sender.PROBER)) {
      case OWN_ADDRESS -> new NotProbed(Reason.SOURCE_ADDRESS_MISSING, text);
      case OWN_FILTER -> new NotProbed(Reason.NOT_PERMITTED, text);
      case TARGET, ON_THE_WAY, NEIGHBOUR_SEARCH -> new Rejected(reason, text, CaptureBuilder.STEP);
    };
  }

  private static String address(int version, Sender sender) {
    String network = version == 4 ? "10.0.0." : "fd00::";
    return switch (sender) {
      case PROBER -> network + "1";
      case TARGET -> network + "2";
      case ROUTER -> network + "9";
    };
  }

  private static ProbeOutcome tcp(int version, int type, int code, Sender sender) {
    String here = address(version, Sender.PROBER);
    CaptureBuilder capture = CaptureBuilder.pcap();
    capture.tcp(here, 40_000, address(version, Sender.TARGET), 80).syn();
    return outcome(capture.icmpError(address(version, sender), here, type, code));
  }

  private static ProbeOutcome echo(int version, int type, int code, Sender sender) {
    String here = address(version, Sender.PROBER);
    CaptureBuilder capture = CaptureBuilder.pcap();
    capture.echoRequest(here, address(version, Sender.TARGET), 7, 1);
    return outcome(capture.icmpError(address(version, sender), here, type, code));
  }

  private static ProbeOutcome outcome(CaptureBuilder capture) {
    List<@Nullable ProbeSeen> seen = new ArrayList<>();
    FlowTable flows =
        new FlowTable(
            FlowOptions.USUAL,
            new FlowListener() {
              @Override
              public void onTcp(TcpExchange exchange) {
                seen.add(ProbeSeen.of(exchange));
              }

              @Override
              public void onEcho(EchoExchange exchange) {
                seen.add(ProbeSeen.of(exchange));
              }

              @Override
              public void onSccp(SccpSeen message) {
                throw new AssertionError("no phone is in the capture");
              }
            });
    capture.read(flows);
    flows.finish();
    return seen.stream()
        .filter(Objects::nonNull)
        .map(each -> each.outcome(SECOND, ResetIs.ANSWERED))
        .findFirst()
        .orElseThrow();
  }
}
