package io.kald.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptureFilterTest {
  @Test
  void shouldNameThePortsThatAreInUse() {
    assertThat(CaptureFilter.of(new TreeSet<>(Set.of(443, 80))))
        .isEqualTo("icmp or icmp6 or tcp port 80 or tcp port 443");
  }

  @Test
  void shouldLeaveTcpOutWhenOnlyEchoesAreSent() {
    assertThat(CaptureFilter.of(new TreeSet<>())).isEqualTo("icmp or icmp6");
  }

  @Test
  void shouldTakeAllOfTcpRatherThanALongList() {
    SortedSet<Integer> many =
        IntStream.range(1, 66).boxed().collect(Collectors.toCollection(TreeSet::new));
    assertThat(CaptureFilter.of(many)).isEqualTo("icmp or icmp6 or tcp");
  }

  @Test
  void shouldSayWhatToDoAboutACaptureThatCannotBe() {
    assertThat(LiveCapture.why("eth9", "eth9: No such device exists (SIOCGIFHWADDR: ...)"))
        .isEqualTo("there is no interface eth9; correct witness.interfaces");
    assertThat(LiveCapture.why("any", "any: You don't have permission to perform this capture"))
        .contains("CAP_NET_RAW");
  }
}
