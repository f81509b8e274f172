package io.kald.probe;

import static io.kald.probe.FactKey.CLOSED_AT_ONCE;
import static io.kald.probe.FactKey.SYN_RETRANSMITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FactsTest {
  @Test
  void shouldReportNothingAtFirst() {
    assertThat(Facts.NONE.count(SYN_RETRANSMITS)).isZero();
    assertThat(Facts.NONE.has(CLOSED_AT_ONCE)).isFalse();
  }

  @Test
  void shouldReportWhatWasAddedInWhateverOrder() {
    Facts facts = Facts.NONE.with(CLOSED_AT_ONCE).with(SYN_RETRANSMITS, 2);
    assertThat(facts.count(SYN_RETRANSMITS)).isEqualTo(2);
    assertThat(facts.has(CLOSED_AT_ONCE)).isTrue();
    assertThat(facts).isEqualTo(Facts.NONE.with(SYN_RETRANSMITS, 2).with(CLOSED_AT_ONCE));
    assertThat(facts).hasSameHashCodeAs(Facts.NONE.with(SYN_RETRANSMITS, 2).with(CLOSED_AT_ONCE));
    assertThat(facts).isNotEqualTo(Facts.NONE).hasToString("{closed_at_once=1, syn_retransmits=2}");
  }

  @Test
  void shouldRefuseWhatIsNothingOrSaidTwice() {
    assertThatIllegalArgumentException().isThrownBy(() -> Facts.NONE.with(SYN_RETRANSMITS, 0));
    Facts once = Facts.NONE.with(CLOSED_AT_ONCE);
    assertThatIllegalArgumentException().isThrownBy(() -> once.with(CLOSED_AT_ONCE));
  }
}
