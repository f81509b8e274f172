package io.kald.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.address.IpText;
import io.kald.probe.net.Libc;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is remembered of routes that were others for a while. */
final class RouteChangesTest {
  private final RouteChanges changes = new RouteChanges();

  private static byte[] bytes(String address) {
    return Objects.requireNonNull(IpText.bytes(address));
  }

  private void four(String prefix, int bits, long nanos) {
    changes.route(AddressBlock.of(Libc.AF_INET, bytes(prefix), bits), nanos);
  }

  private int since(String address, long nanos) {
    int family = address.contains(":") ? Libc.AF_INET6 : Libc.AF_INET;
    return changes.longestSince(family, bytes(address), nanos, rule -> rule.mark() == 0);
  }

  @Test
  void shouldKnowTheLongestPrefixThatChangedSinceAProbeWasSent() {
    assertThat(since("10.0.0.7", 0)).isEqualTo(RouteChanges.NONE);
    four("10.0.0.0", 8, 100);
    four("10.0.0.0", 24, 200);
    four("10.0.1.0", 24, 300);
    assertThat(since("10.0.0.7", 0)).isEqualTo(24);
    assertThat(since("10.0.0.7", 201)).isEqualTo(RouteChanges.NONE);
    assertThat(since("10.9.0.7", 100)).isEqualTo(8);
    assertThat(since("11.0.0.7", 0)).isEqualTo(RouteChanges.NONE);
    assertThat(since("a00:7::", 0)).isEqualTo(RouteChanges.NONE);
    changes.route(AddressBlock.of(Libc.AF_INET, new byte[0], 0), 400);
    assertThat(since("11.0.0.7", 400)).isZero();
    four("11.0.0.7", 32, 400);
    assertThat(since("11.0.0.7", 400)).isEqualTo(32);
    assertThat(since("11.0.0.6", 400)).isZero();
  }

  @Test
  void shouldKnowLongPrefixesOfIpv6() {
    changes.route(AddressBlock.of(Libc.AF_INET6, bytes("2001:db8:0:1:8000::"), 65), 1);
    changes.route(AddressBlock.of(Libc.AF_INET6, bytes("2001:db8::9"), 128), 1);
    assertThat(since("2001:db8:0:1:8000::1", 1)).isEqualTo(65);
    assertThat(since("2001:db8:0:1::1", 1)).isEqualTo(RouteChanges.NONE);
    assertThat(since("2001:db8::9", 1)).isEqualTo(128);
    assertThat(since("2001:db8::8", 1)).isEqualTo(RouteChanges.NONE);
  }

  @Test
  void shouldTakeARuleAsLongerThanAnyPrefix() {
    AddressBlock all = AddressBlock.of(Libc.AF_INET6, new byte[0], 0);
    changes.rule(all, new RuleSelectors(null, 7, -1, false, false, 0, 0, 0xffff), 5);
    assertThat(since("2001:db8::9", 5)).as("one that does not matter").isEqualTo(RouteChanges.NONE);
    changes.rule(all, RuleSelectors.ANY, 5);
    assertThat(since("2001:db8::9", 5)).isGreaterThan(128);
    assertThat(since("10.0.0.7", 5)).isEqualTo(RouteChanges.NONE);
  }

  /** Of {@code 11.x.y.0/24}, the first at 1. */
  private void changeVeryMany(int count) {
    for (int i = 0; i < count; i++) {
      four("11." + (i >> 8) + "." + (i & 0xff) + ".0", 24, 1 + i);
    }
  }

  @Test
  void shouldRememberTheNewestOfVeryMany() {
    four("10.0.0.0", 16, 0);
    changeVeryMany(RouteChanges.MOST);
    assertThat(since("10.0.0.1", 0)).as("one that was forgotten").isEqualTo(16);
    assertThat(since("10.0.0.1", 1)).isEqualTo(RouteChanges.NONE);
    assertThat(since("11.0.0.1", 1)).isEqualTo(24);
    assertThat(since("11.63.255.1", RouteChanges.MOST)).isEqualTo(24);
    assertThat(since("11.63.254.1", RouteChanges.MOST)).isEqualTo(RouteChanges.NONE);
  }

  @Test
  void shouldNotTakeOthersAsChangedBecauseVeryManyHave() {
    changeVeryMany(3 * RouteChanges.MOST);
    assertThat(since("10.0.0.1", 1)).isEqualTo(RouteChanges.NONE);
    assertThat(since("2001:db8::9", 1)).isEqualTo(RouteChanges.NONE);
    assertThat(since("11.255.0.1", 1)).as("may be one that was forgotten").isEqualTo(24);
    assertThat(since("11.255.0.1", 2 * RouteChanges.MOST + 1)).isEqualTo(RouteChanges.NONE);
  }

  @Test
  void shouldKnowToWhichTablesRulesLead() {
    assertThat(changes.isUsed(254)).isTrue();
    assertThat(changes.isUsed(99)).isFalse();
    changes.leadTo(99);
    assertThat(changes.isUsed(99)).isTrue();
    assertThat(changes.isUsed(100)).isFalse();
    changes.leadToAny();
    assertThat(changes.isUsed(100)).isTrue();
  }
}
