package io.kald.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table, line by line as the RFCs and Linux have it; all else is no error or another one. */
class IcmpErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "V4, 3, 0 6 11, NET_UNREACHABLE",
    "V4, 3, 1 5 7 8 12, HOST_UNREACHABLE",
    "V4, 3, 2, PROTOCOL_UNREACHABLE",
    "V4, 3, 3, PORT_UNREACHABLE",
    "V4, 3, 4, FRAGMENTATION_NEEDED",
    "V4, 3, 9 10 13 14 15, ADMIN_PROHIBITED",
    "V4, 11, 0 2 255, TTL_EXCEEDED",
    "V4, 12, 0 1 2, OTHER_ICMP_ERROR",
    "V6, 1, 0, NET_UNREACHABLE",
    "V6, 1, 1 5 6, ADMIN_PROHIBITED",
    "V6, 1, 2, SOURCE_ADDRESS_MISSING",
    "V6, 1, 3, HOST_UNREACHABLE",
    "V6, 1, 4, PORT_UNREACHABLE",
    "V6, 1, 7 8 255, OTHER_ICMP_ERROR",
    "V6, 2, 0 1, FRAGMENTATION_NEEDED",
    "V6, 3, 0 1, TTL_EXCEEDED",
    "V6, 4, 1, PROTOCOL_UNREACHABLE",
    "V6, 4, 0 2, OTHER_ICMP_ERROR",
  })
  void shouldKnowWhatAnErrorStandsFor(IcmpErrors table, int type, String codes, Reason reason) {
    for (String code : codes.split(" ", -1)) {
      assertThat(table.reason(type, Integer.parseInt(code))).as(code).isEqualTo(reason);
      assertThat(table.isFatal(type, Integer.parseInt(code))).as(code).isTrue();
    }
  }

  @Test
  void shouldTakeNothingElseForFatal() {
    assertThat(fatalTypes(IcmpErrors.V4, 0)).isEqualTo("3 11 12");
    assertThat(fatalTypes(IcmpErrors.V4, 1)).as("reassembly").isEqualTo("3 12");
    assertThat(fatalTypes(IcmpErrors.V4, 16)).as("no such code").isEqualTo("11 12");
    assertThat(fatalTypes(IcmpErrors.V6, 0)).isEqualTo("1 2 3 4");
  }

  private static String fatalTypes(IcmpErrors table, int code) {
    return IntStream.range(0, 256)
        .filter(type -> table.isFatal(type, code))
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  @Test
  void shouldTakeTheMtuOfAPathForAdvice() {
    assertThat(IcmpErrors.V4.isFatalToTcp(3, 4)).isFalse();
    assertThat(IcmpErrors.V6.isFatalToTcp(2, 0)).isFalse();
    assertThat(IcmpErrors.V4.isFatalToTcp(3, 3)).isTrue();
    assertThat(IcmpErrors.V4.isFatalToTcp(4, 0)).as("source quench").isFalse();
  }
}
