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
    assertThat(losses.since(null, true, 0)).isNull();
    losses.lost(FOUR, 100);
    losses.lost(SIX, 200);
    assertThat(losses.since("10.0.0.7", true, 100)).isEqualTo("10.0.0.7");
    assertThat(losses.since("10.0.0.7", true, 101)).isNull();
    assertThat(losses.since("10.0.0.8", true, 0)).isNull();
    assertThat(losses.since(null, true, 100)).isEqualTo("10.0.0.7");
    assertThat(losses.since(null, true, 101)).isNull();
    assertThat(losses.since(null, false, 200)).isEqualTo("2001:db8::9");
    losses.lost(FOUR, 300);
    assertThat(losses.since("10.0.0.7", true, 300)).isEqualTo("10.0.0.7");
  }

  @Test
  void shouldTakeANewAddressAsMissingUntilThen() {
    AddressLosses losses = new AddressLosses();
    losses.reported(SIX, 100);
    assertThat(losses.since(null, false, 100)).isEqualTo("2001:db8::9");
    losses.reported(SIX, 200); // its life time was extended
    assertThat(losses.since(null, false, 101)).isNull();
    losses.lost(SIX, 300);
    losses.reported(SIX, 400);
    assertThat(losses.since(null, false, 400)).isEqualTo("2001:db8::9");
  }

  @Test
  void shouldTakeALostAddressAsMissingUntilItIsFoundOrReported() {
    AddressLosses losses = new AddressLosses();
    losses.lost(FOUR, 100);
    losses.found("10.0.0.7", 300); // before the kernel's report
    assertThat(losses.since("10.0.0.7", true, 200)).isEqualTo("10.0.0.7");
    losses.found("10.0.0.7", 400); // it was there all the time
    assertThat(losses.since("10.0.0.7", true, 301)).isNull();
    losses.lost(OTHER, 500);
    losses.reported(OTHER, 600);
    losses.found("10.0.0.8", 700);
    assertThat(losses.since("10.0.0.8", true, 600)).isEqualTo("10.0.0.8");
    assertThat(losses.since("10.0.0.8", true, 601)).isNull();
  }

  @Test
  void shouldRememberTheNewestOfVeryMany() {
    AddressLosses losses = new AddressLosses();
    losses.lost(OTHER, 1);
    for (int i = 0; i < 2000; i++) {
      losses.lost(new byte[] {10, 1, (byte) (i >> 8), (byte) i}, 2 + i);
    }
    assertThat(losses.since("10.0.0.8", true, 0)).isNull();
    assertThat(losses.since("10.1.7.207", true, 0)).isEqualTo("10.1.7.207");
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
