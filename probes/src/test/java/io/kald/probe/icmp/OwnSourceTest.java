package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.probe.Egress;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Netns;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configured source that is one of several of its subnet, in a VRF, or nobody's interface's. */
final class OwnSourceTest {
  private static Egress from(String source, @Nullable String device) {
    return new Egress(source, null, device, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
  }

  /** Probes that are answered, then one that is not, then the source goes. */
  private static void play(EchoLab lab, Netns here, Prober prober, String source, Netns there)
      throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
      lab.aheadNanos.addAndGet(2 * EchoLab.SECOND);
    }
    Nets.nft(there, "input", "meta l4proto { icmp, ipv6-icmp } drop");
    assertThat(silence(lab, prober).outcome()).isInstanceOf(Unanswered.class);
    here.ip("address delete " + source);
    lab.aheadNanos.addAndGet(2 * EchoLab.SECOND);
    NotProbed gone = (NotProbed) silence(lab, prober).outcome();
    assertThat(gone.reason()).as("%s", gone).isEqualTo(Reason.SOURCE_ADDRESS_MISSING);
  }

  private static ProbeResult silence(EchoLab lab, Prober prober) throws Exception {
    CompletableFuture<ProbeResult> result = lab.ask(prober);
    lab.on(() -> true); // The packet has left by then, or could not.
    lab.on(() -> true);
    lab.aheadNanos.addAndGet(EchoLab.SECOND);
    return lab.on(() -> result.isDone() ? result.get() : prober.expire(EchoLab.SECOND));
  }

  @ParameterizedTest
  @CsvSource({
    "true, 192.0.2.7, 24, 192.0.2.2",
    "false, 192.0.2.7, 24, 192.0.2.2",
    "true, 2001:db8::7, 64, 2001:db8::2",
    "false, 2001:db8::7, 64, 2001:db8::2"
  })
  @Tag("slow")
  void shouldProbeFromASecondAddressOfTheSubnet(
      boolean pingSocket, String source, int length, String target) throws Exception {
    try (Netns here = Nets.create(pingSocket);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      Nets.connect(here, there, "kald0", "192.0.2.", "2001:db8::");
      String address = source + "/" + length + " dev kald0";
      here.ip("address add " + address + (length == 64 ? " nodad" : ""));
      play(lab, here, lab.open(target, from(source, null)), address, there);
    }
  }

  @ParameterizedTest
  @CsvSource({"red, 192.0.2.7, kald0", "kald0, 192.0.2.7, kald0", "kald0, 192.0.2.8, red"})
  void shouldProbeFromAnAddressInsideAVrf(String device, String source, String holder)
      throws Exception {
    try (Netns here = Nets.create(false);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      assumeTrue(Nets.canAdd(here, "red type vrf table 10"), "not run: this kernel has no VRF");
      here.ip("link set red up");
      Nets.connect(here, there, "kald0", "192.0.2.", "2001:db8::");
      here.ip("link set kald0 master red");
      here.ip("address add " + source + "/" + (holder.equals("red") ? 32 : 24) + " dev " + holder);
      String address = source + "/" + (holder.equals("red") ? 32 : 24) + " dev " + holder;
      play(lab, here, lab.open("192.0.2.2", from(source, device)), address, there);
    }
  }

  @Test
  void shouldProbeFromAnAddressThatOnlyARouteMakesLocal() throws Exception {
    try (Netns here = Nets.create(true);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      Nets.connect(here, there, "kald0", "192.0.2.", "2001:db8::");
      here.ip("route add local 198.51.100.0/24 dev lo");
      there.ip("route add 198.51.100.0/24 via 192.0.2.1");
      Prober prober = lab.open("192.0.2.2", from("198.51.100.9", null));
      for (int i = 0; i < 3; i++) {
        assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
        lab.aheadNanos.addAndGet(2 * EchoLab.SECOND);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.7, 192.0.2.2", "2001:db8::7, 2001:db8::2"})
  void shouldMissAnAddressThatTheKernelWouldBindAllTheSame(String source, String target)
      throws Exception {
    try (Netns here = Nets.create(true);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      Nets.connect(here, there, "kald0", "192.0.2.", "2001:db8::");
      here.sysctl("net.ipv4.ip_nonlocal_bind=1");
      here.sysctl("net.ipv6.ip_nonlocal_bind=1");
      NotProbed missing = (NotProbed) silence(lab, lab.open(target, from(source, null))).outcome();
      assertThat(missing.reason()).as("%s", missing).isEqualTo(Reason.SOURCE_ADDRESS_MISSING);
    }
  }
}
