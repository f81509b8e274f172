package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Capture;
import io.kald.probe.lab.Netns;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the machine, and what happens when the way out goes away. */
final class EgressTest {
  private static Egress from(@Nullable String source, @Nullable String device) {
    return new Egress(source, null, device, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
  }

  @ParameterizedTest
  @CsvSource({"true, 127.1.2.3", "false, 127.1.2.3", "true, ::1", "false, ::1"})
  void shouldPutDscpAndTtlOnTheWire(boolean pingSocket, String address) throws Exception {
    Netns.assumeUsable("tcpdump");
    try (Netns net = Nets.create(pingSocket);
        EchoLab lab = new EchoLab(net);
        Capture capture =
            Capture.onLoopback(net, "icmp[icmptype] == icmp-echo or icmp6[icmp6type] == 128")) {
      Egress egress = new Egress(null, null, null, 46, 42, Egress.KERNEL);
      assertThat(lab.probe(lab.open(address, egress)).outcome()).isInstanceOf(Answered.class);
      assertThat(capture.packets(1)).hasSize(1);
      assertThat(capture.packets(1).get(0).ip().dscp()).isEqualTo(46);
      assertThat(capture.packets(1).get(0).ip().ttl()).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 24", "true, 56", "true, 1472", "false, 24", "false, 56", "false, 1472"})
  void shouldSendThePayloadAskedForUnderTheIdentifierReported(boolean pingSocket, int payload)
      throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      IcmpSpec spec = new IcmpSpec("127.1.2.3", Family.ANY, from("127.9.9.9", "lo"), payload);
      Prober prober = lab.on(() -> lab.probers().open(spec, spec.host()));
      CompletableFuture<ProbeResult> result = lab.ask(prober);
      byte[] request = peer.request();
      assertThat(request).hasSize(28 + payload);
      assertThat(request).startsWith(0x45).containsSequence(127, 9, 9, 9, 127, 1, 2, 3, 8, 0);
      peer.send(EchoPeer.reply(request));
      int identifier = ((request[24] & 0xff) << 8) | (request[25] & 0xff);
      assertThat(EchoLab.await(result).sourcePort()).isEqualTo(identifier);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameItselfWhileItsSourceAddressIsMissing(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      Prober prober = lab.open("127.0.0.1", from("192.0.2.7", null));
      assertMissing(lab.probe(prober), Reason.SOURCE_ADDRESS_MISSING);
      net.ip("address add 192.0.2.7/32 dev lo");
      assertMissing(lab.probe(prober), Reason.SOURCE_ADDRESS_MISSING);
      lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
      assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
      net.ip("address delete 192.0.2.7/32 dev lo");
      assertMissing(lab.probe(prober), Reason.SOURCE_ADDRESS_MISSING);
      lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
      assertMissing(lab.probe(prober), Reason.SOURCE_ADDRESS_MISSING);
      net.ip("address add 192.0.2.7/32 dev lo");
      lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
      assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("slow")
  void shouldComeBackWithItsDevice(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(net)) {
      Prober prober = lab.open("192.0.2.2", from(null, "kald0"));
      assertMissing(lab.probe(prober), Reason.NO_DEVICE);
      for (int round = 0; round < 2; round++) {
        Nets.connect(net, there, "kald0", "192.0.2.", "2001:db8::");
        lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
        assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
        net.ip("link delete kald0");
        assertThat(lab.probe(prober).outcome()).isInstanceOf(NotProbed.class);
      }
    }
  }

  @Test
  void shouldRefuseASourceOfTheOtherFamily() throws Exception {
    try (Netns net = Nets.create(true);
        EchoLab lab = new EchoLab(net)) {
      assertMissing(
          lab.probe(lab.open("::1", from("127.0.0.1", null))), Reason.SOURCE_ADDRESS_MISSING);
    }
  }

  private static void assertMissing(ProbeResult result, Reason reason) {
    assertThat(result.outcome()).isInstanceOf(NotProbed.class);
    assertThat(((NotProbed) result.outcome()).reason()).as("%s", result).isEqualTo(reason);
  }
}
