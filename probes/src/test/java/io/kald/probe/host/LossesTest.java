package io.kald.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is remembered of addresses and MTUs that were not there for a while. */
final class LossesTest {
  private static final byte[] FOUR = {10, 0, 0, 7};
  private static final byte[] OTHER = {10, 0, 0, 8};
  private static final byte[] SIX = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9};

  @Test
  void shouldKnowWhichAddressWasLostSinceAProbeWasSent() {
    AddressLosses losses = new AddressLosses();
    assertThat(losses.anySince(true, false, 0)).isNull();
    losses.lost(FOUR, 100);
    losses.lost(SIX, 200);
    assertThat(losses.since("10.0.0.7", 100)).isTrue();
    assertThat(losses.since("10.0.0.7", 101)).isFalse();
    assertThat(losses.since("10.0.0.8", 0)).isFalse();
    assertThat(losses.anySince(true, false, 100)).isEqualTo("10.0.0.7");
    assertThat(losses.anySince(true, false, 101)).isNull();
    assertThat(losses.anySince(false, false, 200)).isEqualTo("2001:db8::9");
    losses.lost(FOUR, 300);
    assertThat(losses.since("10.0.0.7", 300)).isTrue();
  }

  private static final byte[] NEAR = {
    (byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7
  };

  @Test
  void shouldNotHideALostAddressBehindOneOfTheLink() {
    AddressLosses losses = new AddressLosses();
    losses.lost(NEAR, 100);
    assertThat(losses.anySince(false, false, 100)).isNull();
    assertThat(losses.anySince(false, true, 100)).isEqualTo("fe80::7");
    losses.lost(SIX, 200);
    assertThat(losses.anySince(false, false, 100)).isEqualTo("2001:db8::9");
  }

  @Test
  void shouldTakeANewAddressAsMissingUntilThen() {
    AddressLosses losses = new AddressLosses();
    losses.reported(SIX, 100);
    assertThat(losses.anySince(false, false, 100)).isEqualTo("2001:db8::9");
    losses.reported(SIX, 200); // its life time was extended
    assertThat(losses.anySince(false, false, 101)).isNull();
    losses.lost(SIX, 300);
    losses.reported(SIX, 400);
    assertThat(losses.anySince(false, false, 400)).isEqualTo("2001:db8::9");
  }

  @Test
  void shouldTakeALostAddressAsMissingUntilItIsFoundOrReported() {
    AddressLosses losses = new AddressLosses();
    losses.lost(FOUR, 100);
    losses.found("10.0.0.7", 300); // before the kernel's report
    assertThat(losses.since("10.0.0.7", 200)).isTrue();
    losses.found("10.0.0.7", 400); // it was there all the time
    assertThat(losses.since("10.0.0.7", 301)).isFalse();
    losses.lost(OTHER, 500);
    losses.reported(OTHER, 600);
    losses.found("10.0.0.8", 700);
    assertThat(losses.since("10.0.0.8", 600)).isTrue();
    assertThat(losses.since("10.0.0.8", 601)).isFalse();
  }

  @Test
  void shouldRememberTheNewestOfVeryMany() {
    AddressLosses losses = new AddressLosses();
    losses.lost(OTHER, 1);
    for (int i = 0; i < 2000; i++) {
      losses.lost(new byte[] {10, 1, (byte) (i >> 8), (byte) i}, 2 + i);
    }
    assertThat(losses.since("10.0.0.8", 0)).isFalse();
    assertThat(losses.since("10.1.7.207", 0)).isTrue();
  }

  @Test
  void shouldKnowTheLeastThatWasCarriedSinceAProbeWasSent() {
    LinkTable table = new LinkTable();
    assertThat(table.mtuSince(2, 0)).isEqualTo(Integer.MAX_VALUE);
    table.reportMtu(2, 1500, 100);
    assertThat(table.mtuSince(2, 0)).isEqualTo(1500);
    table.reportMtu(2, 1000, 200);
    assertThat(table.mtuSince(2, 300)).isEqualTo(1000);
    table.reportMtu(2, 1500, 400);
    table.reportMtu(2, 1500, 450);
    assertThat(table.mtuSince(2, 400)).isEqualTo(1000);
    assertThat(table.mtuSince(2, 401)).isEqualTo(1500);
    table.reportMtu(2, 0, 500);
    assertThat(table.mtuSince(2, 401)).isEqualTo(1500);
  }
}
