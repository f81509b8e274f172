package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.net.Descriptors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Few descriptors are used for probes, many are shared with sockets that wait for their next. */
final class DescriptorPlanTest {
  @ParameterizedTest
  @CsvSource({
    "64, 40, 0, 8, 0",
    "64, 63, 0, 1, 0",
    "64, 64, 0, 1, 0",
    "64, 56, 0, 1, 0",
    "96, 56, 0, 24, 0",
    "256, 60, 0, 147, 0",
    "1024, 60, 0, 723, 0",
    "4096, 60, 0, 3780, 0",
    "65536, 60, 0, 32610, 32610",
    "65536, 60, 100, 100, 65120",
    "256, 60, 1000, 147, 0",
    "256, 60, 2, 2, 0"
  })
  void shouldShareOutWhatIsFree(long limit, int open, int wanted, int inFlight, int kept) {
    assertThat(DescriptorPlan.of(new Descriptors(limit, limit, open), wanted))
        .isEqualTo(new DescriptorPlan(limit, inFlight, kept));
  }
}
