package io.kald.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.lab.Netns;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which targets need an entry of the neighbour table, by a real routing table. */
final class NeighbourDemandTest {
  private Netns here;
  private Netns there;
  private int most; // that need no warning

  @BeforeEach
  void start() {
    Netns.assumeUsable();
    there = Netns.create();
    here = Netns.create().cable("10.79.0.1/16,fd79::1/64", there, "10.79.0.2/16,fd79::2/64");
    most = (int) (HostNetwork.neighbourTables().get(0).limit() * 8 / 10);
  }

  @AfterEach
  void stop() {
    if (here != null) {
      here.close();
      there.close();
    }
  }

  private List<String> warnings(int targets, IntFunction<String> address) {
    List<EgressPath> paths = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      paths.add(EgressPath.to(address.apply(i), Egress.DEFAULT));
    }
    return here.call(() -> NeighbourDemand.warnings(paths));
  }

  private static String onLink(int i) {
    return "10.79." + (1 + i / 250) + "." + (1 + i % 250);
  }

  @Test
  void shouldWarnAboveFourFifthsOfTheLimit() {
    assertThat(warnings(most, NeighbourDemandTest::onLink)).isEmpty();
    assertThat(warnings(most + 1, NeighbourDemandTest::onLink))
        .singleElement()
        .asString()
        .startsWith((most + 1) + " targets on this machine's links")
        .contains("net.ipv4.neigh.default.gc_thresh3");
  }

  @Test
  void shouldWarnOfIpv6Too() {
    assertThat(warnings(most + 1, i -> "fd79::1:" + Integer.toHexString(i + 1)))
        .singleElement()
        .asString()
        .contains("net.ipv6.neigh.default.gc_thresh3");
  }

  @Test
  void shouldCountOneEntryForAllBehindAGatewayAndForOneTargetProbedTwice() {
    here.ip("route add 198.18.0.0/15 via 10.79.0.2");
    assertThat(warnings(most + 1, i -> "198.18." + i / 250 + "." + (1 + i % 250))).isEmpty();
    assertThat(warnings(most + 1, i -> onLink(i / 2))).isEmpty();
    assertThat(warnings(most + 1, i -> "127.0." + i / 250 + "." + (1 + i % 250))).isEmpty();
  }
}
