package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.tcp.TcpSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a name may stand for, and specs that bound a probe's time. */
final class SpecialTargetsTest extends LoopByHand {
  @Test
  void shouldEndAProbeOfOneSynBeforeTheSecondWouldLeave() {
    network.script("x");
    TcpSpec once =
        new TcpSpec("127.0.0.1", 80, TcpClose.RST, ResetIs.ANSWERED, Family.ANY, Egress.DEFAULT, 0);
    Keepalive keepalive = new Keepalive("k", once, Rule.DEFAULT, List.of(new Service("k", false)));
    core.add(keepalive, 0, "127.0.0.1", Handover.NONE);
    time.advance(20 * SECOND);
    assertThat(events(ProbeEvent.Probed.class))
        .isNotEmpty()
        .allMatch(
            p ->
                p.result().endNanos() - p.result().sentNanos() - TcpSpec.ONE_SYN_NANOS <= 2 * TICK);
    assertThat(sentSince(network.sentNanos.get(1))).contains("0.000", "5.000", "10.000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0", "224.0.0.1"})
  void shouldNotProbeWhatANameCannotStandFor(String address) {
    core.add(keepalive("k", Rule.DEFAULT), 0, address, Handover.NONE);
    time.advance(SECOND);
    assertThat(network.addresses).isEmpty();
    NotProbed outcome = (NotProbed) events(ProbeEvent.Probed.class).get(0).result().outcome();
    assertThat(outcome.reason()).isEqualTo(Reason.NAME_UNRESOLVED);
    assertThat(outcome.detail()).containsPattern("is .* (unspecified|multicast) address");
  }

  @Test
  void shouldShowAnAddressInOneSpelling() {
    core.add(keepalive("k", Rule.DEFAULT), 0, "2001:DB8::0:1", Handover.NONE);
    time.advance(SECOND);
    assertThat(network.addresses).containsExactly("2001:db8::1");
  }
}
