package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Netns;
import io.kald.probe.net.OffHeap;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that may not do what root may. */
final class PermissionTest {
  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_NET_RAW = 13;

  /** Takes capabilities from the calling thread, and from no other. */
  private static void drop(int... capabilities) {
    OffHeap header = OffHeap.of(8);
    header.buffer().putInt(0, 0x2008_0522);
    OffHeap sets = OffHeap.of(24);
    assertThat(TestLibc.capget(header.address(), sets.address())).isZero();
    for (int capability : capabilities) {
      for (int at : new int[] {0, 4, 8}) {
        sets.buffer().putInt(at, sets.buffer().getInt(at) & ~(1 << capability));
      }
    }
    assertThat(TestLibc.capset(header.address(), sets.address())).isZero();
  }

  private static int dropOn(EchoLab lab, int... capabilities) throws Exception {
    return lab.on(
        () -> {
          drop(capabilities);
          return 0;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void shouldSayHowToAllowItAndTryAgainLater(String address) throws Exception {
    try (Netns net = Nets.create(false);
        EchoLab lab = new EchoLab(net)) {
      dropOn(lab, CAP_NET_RAW);
      Prober prober = lab.open(address);
      NotProbed notProbed = (NotProbed) lab.probe(prober).outcome();
      assertThat(notProbed.reason()).isEqualTo(Reason.NOT_PERMITTED);
      assertThat(notProbed.detail())
          .contains("sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"")
          .contains("AmbientCapabilities=CAP_NET_RAW");
      assertThat(lab.on(IcmpProbers::permissionProblem)).contains(notProbed.detail());

      Nets.allowPing(net, true);
      assertThat(lab.on(IcmpProbers::permissionProblem)).isEmpty();
      assertThat(lab.probe(prober).outcome()).as("not tried again yet").isEqualTo(notProbed);
      lab.aheadNanos.addAndGet(Outlet.RETRY_NANOS);
      assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    }
  }

  @Test
  void shouldHaveNothingToSayWhereARawSocketIsAllowed() throws Exception {
    try (Netns net = Nets.create(false)) {
      Optional<String> problem = net.call(IcmpProbers::permissionProblem);
      assertThat(problem).isEmpty();
    }
  }

  private static int morePacketsThanFit() throws IOException {
    long limit;
    // In one read: the kernel gives nothing from the middle of such a file.
    try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/net/core/rmem_max"))) {
      limit = Long.parseLong(file.readLine());
    }
    assumeTrue(limit <= 16 << 20, "not run: needs net.core.rmem_max up to 16 MB");
    // The kernel doubles what is asked for, and a packet takes more than its bytes.
    return (int) (limit * 2 / 1472);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameItselfForAnswersThatDidNotFitIntoItsBuffer(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      // Without it the buffer holds no more than net.core.rmem_max.
      dropOn(lab, CAP_NET_ADMIN);
      int count = morePacketsThanFit();
      Prober[] probers = new Prober[count];
      ProbeResult[] results = new ProbeResult[count];
      lab.on(
          () -> {
            for (int i = 0; i < count; i++) {
              String address = "127.1." + i / 250 + "." + i % 250;
              IcmpSpec spec = new IcmpSpec(address, Family.ANY, Egress.DEFAULT, 1472);
              probers[i] = lab.probers().open(spec, address);
              probers[i].send(0, result -> {});
            }
            // Runs when all have left, before the loop looks at its sockets.
            lab.loop.execute(
                () -> Arrays.setAll(results, i -> probers[i].expire(10 * EchoLab.SECOND)));
            return 0;
          });
      lab.on(() -> 0);
      int answered = 0;
      for (ProbeResult result : results) {
        if (result.outcome() instanceof Answered) {
          answered++;
        } else {
          NotProbed lost = (NotProbed) result.outcome();
          assertThat(lost.reason()).isEqualTo(Reason.NO_BUFFER);
        }
      }
      assertThat(answered).isBetween(100, count - 1);
      assertThat(lab.counters.kernelDrops()).isGreaterThanOrEqualTo(count - answered);
    }
  }
}
