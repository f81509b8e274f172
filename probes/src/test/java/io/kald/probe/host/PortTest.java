package io.kald.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.host.Port.Lack;
import org.junit.jupiter.api.Test;

/** What reports about the ports of a bridge mean for probes that were out meanwhile. */
final class PortTest {
  private static final int BRIDGE = 9;

  private final PortTable table = new PortTable();

  private Port report(String kind, int master, Lack lack, int losses, long nanos) {
    table.report(Port.reported(2, "eth0", kind, master, 0, lack, losses), nanos);
    Port known = table.get(2);
    assertThat(known).isNotNull();
    return known;
  }

  private Port inBridge() {
    assertThat(table.of(BRIDGE)).hasSize(1);
    return table.of(BRIDGE).iterator().next();
  }

  @Test
  void shouldKnowFromWhenUntilWhenAPortWasLost() {
    assertThat(report("", BRIDGE, Lack.NOTHING, 0, 10).lostSince(0)).isFalse();
    Port lost = report("", BRIDGE, Lack.NO_CARRIER, 1, 20);
    assertThat(lost.lostSince(99)).isTrue();
    assertThat(lost.worked()).isTrue();
    assertThat(lost.fromNanos()).isEqualTo(20);
    assertThat(report("", BRIDGE, Lack.SWITCHED_OFF, 1, 30).fromNanos()).isEqualTo(20);
    Port back = report("", BRIDGE, Lack.NOTHING, 1, 40);
    assertThat(back.lostSince(40)).isTrue();
    assertThat(back.lostSince(41)).isFalse();
    assertThat(back.lack()).isEqualTo(Lack.SWITCHED_OFF);
    assertThat(report("", BRIDGE, Lack.NOTHING, 2, 50).fromNanos()).isEqualTo(50);
  }

  @Test
  void shouldNotMissAPortThatNeverWorked() {
    assertThat(report("", BRIDGE, Lack.NO_CARRIER, 0, 10).worked()).isFalse();
    assertThat(report("", BRIDGE, Lack.NO_CARRIER, 0, 20).worked()).isFalse();
    assertThat(report("", BRIDGE, Lack.NOTHING, 0, 30).worked()).isTrue();
  }

  @Test
  void shouldMissAPortThatWasTakenOut() {
    report("veth", BRIDGE, Lack.NOTHING, 0, 10);
    report("veth", 0, Lack.NOTHING, 0, 20);
    assertThat(inBridge().lack()).isEqualTo(Lack.TAKEN_OUT);
    assertThat(inBridge().lostSince(99)).isTrue();
    report("veth", BRIDGE, Lack.NOTHING, 0, 30);
    assertThat(inBridge().lostSince(30)).isTrue();
    assertThat(inBridge().lostSince(31)).isFalse();
  }

  @Test
  void shouldMissOnlyAPortThatLedOutOfThisMachineWhenItIsDeleted() {
    report("veth", BRIDGE, Lack.NOTHING, 0, 10);
    table.gone(2, 20);
    assertThat(table.of(BRIDGE)).isEmpty();
    report("", BRIDGE, Lack.NOTHING, 0, 30);
    table.gone(2, 40);
    assertThat(table.get(2)).isNull();
    assertThat(inBridge().lack()).isEqualTo(Lack.TAKEN_OUT);
    assertThat(inBridge().lostSince(99)).isTrue();
  }

  @Test
  void shouldNotTakeTheStateOfABridgeForThatOfTheNextOne() {
    report("", BRIDGE, Lack.NO_CARRIER, 0, 10);
    Port other = report("", 8, Lack.NO_CARRIER, 0, 20);
    assertThat(other.worked()).isFalse();
    assertThat(inBridge().lack()).isEqualTo(Lack.TAKEN_OUT);
    table.gone(8, 30);
    assertThat(table.of(8)).isEmpty();
  }
}
