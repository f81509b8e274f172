package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Netns;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Echoes that are longer than a link carries. */
@Tag("slow")
final class TooLongTest {
  private static final int PAYLOAD = 1400;

  private static Prober open(EchoLab lab, String address, boolean dontFragment) throws Exception {
    IcmpSpec spec = new IcmpSpec(address, Family.ANY, Egress.DEFAULT, PAYLOAD, dontFragment);
    return lab.on(() -> lab.probers().open(spec, address));
  }

  private static ProbeResult ask(EchoLab lab, Prober prober, boolean answers) throws Exception {
    CompletableFuture<ProbeResult> result = lab.ask(prober);
    if (answers) {
      return EchoLab.await(result);
    }
    lab.on(() -> true); // The packet has left by then, or could not.
    lab.on(() -> true);
    lab.aheadNanos.addAndGet(EchoLab.SECOND);
    return lab.on(() -> result.isDone() ? result.get() : prober.expire(EchoLab.SECOND));
  }

  @ParameterizedTest
  @CsvSource({
    "true,  192.0.2.2,   false, 1000",
    "false, 192.0.2.2,   false, 1000",
    "true,  192.0.2.2,   true,  1000",
    "false, 192.0.2.2,   true,  1000",
    "true,  2001:db8::2, false, 1300",
    "true,  2001:db8::2, true,  1300",
    "false, 2001:db8::2, true,  1300"
  })
  void shouldNotBlameTheTargetForItsOwnInterface(
      boolean pingSocket, String address, boolean dontFragment, int mtu) throws Exception {
    try (Netns here = Nets.create(pingSocket);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      Nets.connect(here, there, "kald0", "192.0.2.", "2001:db8::");
      Prober prober = open(lab, address, dontFragment);
      assertThat(ask(lab, prober, true).outcome()).isInstanceOf(Answered.class);
      here.ip("link set kald0 mtu " + mtu);
      int bytes = PAYLOAD + (address.indexOf(':') < 0 ? 28 : 48);
      for (int i = 0; i < 3; i++) {
        assertThat(ask(lab, prober, false).outcome())
            .isEqualTo(
                new NotProbed(
                    Reason.MESSAGE_TOO_LONG,
                    "the echo has " + bytes + " bytes and the interface carries " + mtu));
      }
      // Beside it an echo that fits is answered or not, as its target will have it.
      assertThat(lab.probe(address).outcome()).isInstanceOf(Answered.class);
      // An answer that was dropped is not made up for by an MTU that is right when it is missed.
      Prober fragments = open(lab, address, false);
      CompletableFuture<ProbeResult> out = lab.ask(fragments);
      lab.on(() -> true);
      lab.on(() -> true);
      here.ip("link set kald0 mtu 1500");
      assertThat(ask(lab, prober, true).outcome()).isInstanceOf(Answered.class);
      assertThat(
              ((NotProbed)
                      lab.on(() -> out.isDone() ? out.get() : fragments.expire(2 * EchoLab.SECOND))
                          .outcome())
                  .reason())
          .isEqualTo(Reason.MESSAGE_TOO_LONG);
      Nets.nft(there, "input", "meta l4proto { icmp, ipv6-icmp } drop");
      assertThat(ask(lab, prober, false).outcome()).isInstanceOf(Unanswered.class);
    }
  }

  /** The least that Linux lets an interface with IPv4 carry, and too little for IPv6. */
  @ParameterizedTest
  @CsvSource({
    "true,  192.0.2.2, MESSAGE_TOO_LONG",
    "false, 192.0.2.2, MESSAGE_TOO_LONG",
    "true,  2001:db8::2, NO_ROUTE",
    "false, 2001:db8::2, NO_ROUTE"
  })
  void shouldNotBlameTheTargetForAnInterfaceThatCarriesNoUsualEcho(
      boolean pingSocket, String address, Reason reason) throws Exception {
    try (Netns here = Nets.create(pingSocket);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      Nets.connect(here, there, "kald0", "192.0.2.", "2001:db8::");
      Prober prober = lab.open(address);
      assertThat(ask(lab, prober, true).outcome()).isInstanceOf(Answered.class);
      here.ip("link set kald0 mtu 68");
      for (int i = 0; i < 3; i++) {
        assertThat(ask(lab, prober, false).outcome())
            .isInstanceOfSatisfying(
                NotProbed.class, not -> assertThat(not.reason()).isEqualTo(reason));
      }
      here.ip("link set kald0 mtu 1500");
      Nets.nft(there, "input", "meta l4proto icmp drop");
      if (address.equals("192.0.2.2")) {
        assertThat(ask(lab, prober, false).outcome()).isInstanceOf(Unanswered.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true,  198.51.100.2,  1000, 3/4",
    "false, 198.51.100.2,  1000, 3/4",
    "true,  2001:db8:1::2, 1300, 2/0",
    "false, 2001:db8:1::2, 1300, 2/0"
  })
  void shouldTellThePathMtuEachTimeARouterNeedsFragments(
      boolean pingSocket, String address, int mtu, String typeAndCode) throws Exception {
    boolean v4 = address.indexOf(':') < 0;
    try (Netns here = Nets.create(pingSocket);
        Netns between = Nets.create(true);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      Nets.connect(here, between, "kald0", "192.0.2.", "2001:db8::");
      Nets.connect(between, there, "kald1", "198.51.100.", "2001:db8:1::");
      between.sysctl("net.ipv4.ip_forward=1");
      between.sysctl("net.ipv6.conf.all.forwarding=1");
      between.sysctl("net.ipv4.icmp_ratelimit=0");
      between.sysctl("net.ipv6.icmp.ratelimit=0");
      between.ip("link set kald1 mtu " + mtu);
      there.ip("link set kald1p mtu " + mtu);
      here.ip(v4 ? "route add 198.51.100.0/24 via 192.0.2.2" : "route add default via 2001:db8::2");
      there.ip(v4 ? "route add default via 198.51.100.1" : "route add default via 2001:db8:1::1");
      Prober whole = open(lab, address, true);
      String router = v4 ? "192.0.2.2" : "2001:db8::2";
      for (int i = 0; i < 3; i++) {
        Rejected rejected = (Rejected) ask(lab, whole, true).outcome();
        assertThat(rejected.reason()).isEqualTo(Reason.FRAGMENTATION_NEEDED);
        assertThat(rejected.detail())
            .isEqualTo("ICMP " + typeAndCode + " from " + router + ", path MTU " + mtu);
      }
      if (v4) {
        assertThat(ask(lab, open(lab, address, false), true).outcome())
            .isInstanceOf(Answered.class);
      }
    }
  }
}
