package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec.IcmpSpec;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
  @CsvSource({
    "true,  127.1.2.3, 'tos 0xb8, ttl 42'",
    "false, 127.1.2.3, 'tos 0xb8, ttl 42'",
    "true,  ::1,       'class 0xb8'",
    "false, ::1,       'class 0xb8'",
    "true,  ::1,       'hlim 42'",
    "false, ::1,       'hlim 42'"
  })
  void shouldPutDscpAndTtlOnTheWire(boolean pingSocket, String address, String wanted)
      throws Exception {
    Path tcpdump = Path.of("/usr/bin/tcpdump");
    assumeTrue(Files.isExecutable(tcpdump), "not run: needs tcpdump");
    try (TestNet net = TestNet.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      Process capture =
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  net.name(),
                  tcpdump.toString(),
                  "-Z",
                  "root",
                  "-nvl",
                  "--immediate-mode",
                  "-c",
                  "1",
                  "-i",
                  "lo",
                  "icmp or icmp6")
              .redirectErrorStream(true)
              .start();
      try (BufferedReader lines = capture.inputReader(StandardCharsets.UTF_8)) {
        String seen = "";
        while (!seen.contains("listening on")) {
          seen = lines.readLine();
        }
        Egress egress = new Egress(null, null, null, 46, 42, Egress.KERNEL);
        assertThat(lab.probe(lab.open(address, egress)).outcome()).isInstanceOf(Answered.class);
        assertThat(lines.lines().reduce("", String::concat)).contains(wanted, "echo request");
      } finally {
        capture.destroy();
        assertThat(capture.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 24", "true, 56", "true, 1472", "false, 24", "false, 56", "false, 1472"})
  void shouldSendThePayloadAskedForUnderTheIdentifierReported(boolean pingSocket, int payload)
      throws Exception {
    try (TestNet net = TestNet.create(pingSocket);
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
    try (TestNet net = TestNet.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      Prober prober = lab.open("127.0.0.1", from("192.0.2.7", null));
      assertMissing(lab.probe(prober), Reason.SOURCE_ADDRESS_MISSING);
      net.run("ip", "address", "add", "192.0.2.7/32", "dev", "lo");
      assertMissing(lab.probe(prober), Reason.SOURCE_ADDRESS_MISSING);
      lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
      assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
      net.run("ip", "address", "delete", "192.0.2.7/32", "dev", "lo");
      assertMissing(lab.probe(prober), Reason.SOURCE_ADDRESS_MISSING);
      lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
      assertMissing(lab.probe(prober), Reason.SOURCE_ADDRESS_MISSING);
      net.run("ip", "address", "add", "192.0.2.7/32", "dev", "lo");
      lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
      assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldComeBackWithItsDevice(boolean pingSocket) throws Exception {
    try (TestNet net = TestNet.create(pingSocket);
        TestNet there = TestNet.create(true);
        EchoLab lab = new EchoLab(net)) {
      Prober prober = lab.open("192.0.2.2", from(null, "kald0"));
      assertMissing(lab.probe(prober), Reason.NO_DEVICE);
      for (int round = 0; round < 2; round++) {
        net.connect(there, "kald0", "192.0.2.", "2001:db8::");
        lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
        assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
        net.run("ip", "link", "delete", "kald0");
        assertThat(lab.probe(prober).outcome()).isInstanceOf(NotProbed.class);
      }
    }
  }

  @Test
  void shouldRefuseASourceOfTheOtherFamily() throws Exception {
    try (TestNet net = TestNet.create(true);
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
