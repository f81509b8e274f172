package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void shouldHaveNoFewerThanNoneLeft() {
    assertThat(new PortBudget(10, 3, 2).free()).isEqualTo(5);
    assertThat(new PortBudget(4, 4, 1).free()).isZero();
  }
}
