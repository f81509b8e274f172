package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeviceThrottlesTest {
  private final DeviceThrottles throttles = new DeviceThrottles();

  @Test
  void shouldKnowADeviceAgainAmongAsManyAsItHolds() {
    DeviceThrottles.Device first = throttles.of("first");
    for (int i = 1; i < DeviceThrottles.MOST_DEVICES; i++) {
      throttles.of("SEP%012X".formatted(i));
    }
    assertThat(throttles.of("first")).isSameAs(first);
    throttles.of("one more");
    assertThat(throttles.of("first")).isSameAs(first);
    throttles.of("SEP%012X".formatted(1));
    for (int i = 0; i < DeviceThrottles.MOST_DEVICES; i++) {
      throttles.of("SIP%012X".formatted(i));
    }
    assertThat(throttles.of("first")).isNotSameAs(first);
  }
}
