package io.kald.probe.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SockAddrTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 80, 02000050c0000201",
    "127.255.0.1, 65535, 0200ffff7fff0001",
    "2001:db8::1, 8080, 0a001f900000000020010db8000000000000000000000001",
    "::ffff:192.0.2.1, 1, 0a000001000000000000000000000000 0000ffffc0000201",
  })
  void shouldLayOutWhatTheKernelReads(String address, int port, String hex) {
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < hex.replace(" ", "").length() / 2; i++) {
      seen.append(String.format("%02x", parse(address, port).buffer().get(i)));
    }
    assertThat(seen).hasToString(hex.replace(" ", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "::1", "fe80::1"})
  void shouldBeReadBackAsItWasWritten(String text) {
    SockAddr address = parse(text, 4711);
    assertThat(address).hasToString(text);
    assertThat(address.port()).isEqualTo(4711);
    assertThat(address.sameAddress(parse(text, 1).buffer(), 0)).isTrue();
    assertThat(address.sameAddress(parse("10.9.8.7", 1).buffer(), 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "", "1.2.3", "300.1.1.1", "2001:db8:::1", "1.2.3.4:80"})
  void shouldRefuseWhatIsNoNumericAddress(String text) {
    assertThat(SockAddr.parse(text, 80)).isNull();
  }

  @Test
  void shouldKnowTheScopeByNumberAndByName() {
    assertThat(parse("fe80::1%7", 1).buffer().getInt(24)).isEqualTo(7);
    assertThat(parse("fe80::1%lo", 1).buffer().getInt(24)).isEqualTo(Libc.available() ? 1 : 0);
    assertThat(parse("fe80::1%no-such-if", 1).buffer().getInt(24)).isZero();
  }

  private static SockAddr parse(String text, int port) {
    return Objects.requireNonNull(SockAddr.parse(text, port));
  }
}
