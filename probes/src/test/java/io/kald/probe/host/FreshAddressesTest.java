package io.kald.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses were tentative, and whose routes are routing daemons'. */
@Tag("slow")
final class FreshAddressesTest {
  private static final byte[] ADDRESS = {0x20, 1, 0xd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final String TEXT = "2001:d00::1";

  private final FreshAddresses addresses = new FreshAddresses();

  @Test
  void shouldCountAnAddressAsTentativeUntilItIsFirstReported() {
    addresses.reported(7, ADDRESS, 100);
    addresses.reported(7, ADDRESS, 500); // its lifetime is renewed
    assertThat(addresses.since(7, 100)).isTrue();
    assertThat(addresses.since(7, 101)).isFalse();
    assertThat(addresses.since(8, 0)).isFalse();
    assertThat(addresses.servedSince(7, TEXT, 100)).isFalse();
    assertThat(addresses.servedSince(7, TEXT, 101)).isTrue();
    assertThat(addresses.servedSince(8, TEXT, 101)).isFalse();
    addresses.lost(7, ADDRESS);
    assertThat(addresses.servedSince(7, TEXT, 101)).isFalse();
    addresses.reported(7, ADDRESS, 600);
    assertThat(addresses.since(7, 600)).isTrue();
  }

  @Test
  void shouldTakeAddressesOfTheStartAsUsable() {
    addresses.known(7, ADDRESS);
    addresses.reported(7, ADDRESS, 100);
    assertThat(addresses.since(7, 0)).isFalse();
    assertThat(addresses.servedSince(7, TEXT, 0)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2, false",
    "3, false",
    "4, false",
    "9, false",
    "16, false",
    "18, false", // kernel to keepalived
    "11, true",
    "12, true",
    "42, true",
    "186, true",
    "188, true" // zebra, bird, babel, bgp, ospf
  })
  void shouldKnowRoutingDaemons(int protocol, boolean daemon) {
    assertThat(new RouteEntry(24, protocol, Set.of()).isOfRoutingDaemon()).isEqualTo(daemon);
  }
}
