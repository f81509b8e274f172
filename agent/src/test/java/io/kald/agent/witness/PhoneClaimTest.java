package io.kald.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.audit.Claim;
import io.kald.agent.flow.Endpoint;
import io.kald.probe.Egress;
import io.kald.probe.Phone;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.PhoneTls;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact.Exchange;
import io.kald.probe.event.PhoneFact.Link;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a phone says of its KeepAlives, and where its packets are looked for. */
class PhoneClaimTest {
  private static final long SECOND = 1_000_000_000;
  private static final Anchor ANCHOR = new Anchor(0, 1000 * SECOND);
  private static final PhoneTls TLS = new PhoneTls(Path.of("node.pem"), null, null, null);
  private static final Phone PLAIN = phone(null);

  @Test
  void shouldNameTheConnectionAndTheTime() {
    Exchange fact = exchange(KeepAliveVerdict.SCCP_ACKED, 2_000_000);
    PhoneClaim told = told(PLAIN, fact.by("fe80::0:1%eth0", 49_152));
    assertThat(told.unreadable()).isEmpty();
    assertThat(told.claim())
        .isEqualTo(
            new Claim(
                "desk",
                "sccp",
                "c2",
                new Endpoint("fe80::1", 2001),
                49_152,
                1005 * SECOND,
                2_000_000,
                -1,
                "sccp-acked",
                false));
  }

  /** What the fact has then is the time to TCP's acknowledgement. */
  @Test
  void shouldSayHowLongAnAnswerWasWaitedForInVain() {
    Exchange fact = exchange(KeepAliveVerdict.TCP_ACKED_ONLY, 300_000).by("192.0.2.2", 49_152);
    Claim claim = told(PLAIN, fact).claim();
    assertThat(claim.rttNanos()).isEqualTo(-1);
    assertThat(claim.afterNanos()).isEqualTo(30 * SECOND);
    assertThat(claim.outcome()).isEqualTo("tcp-acked-only");
  }

  @Test
  void shouldSayWhyNoPacketCanShowIt() {
    Exchange fact = exchange(KeepAliveVerdict.SCCP_ACKED, 2_000_000);
    assertThat(told(phone(TLS), fact.by("192.0.2.2", 49_152)).unreadable()).contains("TLS");
    assertThat(told(PLAIN, fact).unreadable()).contains("which connection");
    assertThat(told(PLAIN, fact.by("192.0.2.2", 0)).unreadable()).contains("which connection");
  }

  @Test
  void shouldCaptureTheNodeOfLastResortAndReadWhatIsNotInsideTls() {
    Expected expected = new Expected();
    expected.add(phone(TLS));
    assertThat(expected.ports()).containsExactly(2000, 2001, 2002);
    assertThat(expected.sccpPorts()).isEmpty();
    expected.add(PLAIN);
    assertThat(expected.sccpPorts()).containsExactlyInAnyOrder(2000, 2001, 2002);
  }

  private static PhoneClaim told(Phone phone, Exchange fact) {
    return PhoneClaim.of(phone, fact, 35 * SECOND, ANCHOR);
  }

  private static Exchange exchange(KeepAliveVerdict verdict, long rttNanos) {
    return new Exchange("c2", Link.ACTIVE, verdict, 5 * SECOND, rttNanos);
  }

  private static Phone phone(@Nullable PhoneTls tls) {
    return new Phone(
        "desk",
        new PhoneSpec(
            new PhoneDevice("SEP001122334455", 7, 17, 1),
            List.of(new PhoneNode("c1", "192.0.2.1", 2000), new PhoneNode("c2", "192.0.2.2", 2001)),
            new PhoneNode("srst", "192.0.2.3", 2002),
            PhoneTimers.DEFAULT,
            PhoneDetection.DEFAULT,
            tls,
            Egress.DEFAULT),
        List.of());
  }
}
