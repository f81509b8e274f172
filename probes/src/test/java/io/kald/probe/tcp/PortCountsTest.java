package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PortRange;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PortCountsTest {
  @ParameterizedTest
  @CsvSource({
    "'32768\t60999\n', '\n', 28232",
    "1024 65535, '', 64512",
    "'40000 40009', '40000,40005-40006', 7",
    "'40000 40009', '80,39990-40001,40009-50000', 7",
    "'40000 40009', '1-65535', 0",
  })
  void shouldLeaveReservedPortsOut(String range, String reserved, int count) {
    assertThat(KernelPorts.count(range, reserved)).isEqualTo(count);
  }

  @Test
  void shouldCountThisMachines() {
    assertThat(KernelPorts.count()).isBetween(1, 65_535);
  }

  @Test
  void shouldForgetAClosedConnectionAfterAMinute() {
    long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30);
    TimeWaits waits = new TimeWaits(now);
    waits.add(now);
    waits.add(now + TimeUnit.SECONDS.toNanos(20));
    assertThat(waits.count(now + TimeUnit.SECONDS.toNanos(54))).isEqualTo(2);
    assertThat(waits.count(now + TimeUnit.SECONDS.toNanos(61))).isEqualTo(1);
    assertThat(waits.count(now + TimeUnit.SECONDS.toNanos(81))).isZero();
    assertThat(waits.count(now + TimeUnit.DAYS.toNanos(3))).isZero();
  }

  /** A probe every 5 s, closed with FIN, from two ports that the kernel lets be used again. */
  @Test
  void shouldNeverCountMorePortsThanThereAre() {
    SourcePorts ports = new SourcePorts(new PortRange(20_000, 20_001), 28_000, (port, ill) -> {});
    long now = 0;
    for (int probe = 0; probe < 40; probe++) {
      PortBudget budget = ports.budget(true, now);
      assertThat(budget.inUse()).as("at probe %s", probe).isBetween(1, 2);
      ports.closedByFin(now);
      now += TimeUnit.SECONDS.toNanos(5);
    }
    // It has been shown that TIME_WAIT keeps no port from being used.
    assertThat(ports.budget(false, now)).isEqualTo(new PortBudget(2, 0, 0));
  }

  /** Twelve a minute fill a range of twelve. */
  @Test
  void shouldCountPortsInTimeWaitWhileNoneIsKnownToBeUsedAgain() {
    SourcePorts ports = new SourcePorts(new PortRange(20_000, 20_011), 28_000, (port, ill) -> {});
    long now = 0;
    for (int probe = 0; probe < 40; probe++) {
      ports.closedByFin(now);
      now += TimeUnit.SECONDS.toNanos(5);
    }
    assertThat(ports.budget(true, now).inUse()).isEqualTo(12);
  }

  @Test
  void shouldHaveNoFewerThanNoneLeft() {
    assertThat(new PortBudget(10, 3, 2).free()).isEqualTo(5);
    assertThat(new PortBudget(4, 4, 1).free()).isZero();
  }
}
