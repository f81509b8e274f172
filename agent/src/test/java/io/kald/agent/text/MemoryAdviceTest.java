package io.kald.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryAdviceTest {
  private static final long MIB = 1L << 20;

  /** Wanted, limit of the heap, the machine's memory, all in MiB. */
  @ParameterizedTest
  @CsvSource({
    "200, 64, 8000, '; KALD_JAVA_OPTS=-Xmx2g allows more'",
    "2048, 2000, 8000, '; KALD_JAVA_OPTS=-Xmx2g allows more'",
    "2049, 2000, 8000, '; KALD_JAVA_OPTS=-Xmx4g allows more'",
    "200, 2048, 8000, '; KALD_JAVA_OPTS=-Xmx4g allows more'",
    "9000, 4096, 8000, '; this machine has 8000 MiB for all'",
    "300, 128, 900, '; KALD_JAVA_OPTS=-Xmx512m allows more'",
    "300, 128, 1500, '; KALD_JAVA_OPTS=-Xmx1g allows more'",
    "600, 128, 900, '; this machine has 900 MiB for all'",
    "600, 8000, 8000, '; this machine has 8000 MiB for all'",
  })
  void shouldNameTheSizeThatHelps(long wanted, long limit, long machine, String advice) {
    assertThat(MemoryAdvice.forHeap(wanted * MIB, limit * MIB, machine * MIB)).isEqualTo(advice);
  }
}
