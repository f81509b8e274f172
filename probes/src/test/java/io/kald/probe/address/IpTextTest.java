package io.kald.probe.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One spelling for an address: RFC 5952, with its own examples. */
final class IpTextTest {
  @ParameterizedTest
  @CsvSource({
    "2001:DB8::0001, 2001:db8::1",
    "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "0:0:0:0:0:0:0:0, ::",
    "0::1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "2001:db8::ABCD:EF, 2001:db8::abcd:ef",
    "::FFFF:c000:0201, ::ffff:192.0.2.1",
    "::ffff:192.0.2.1, ::ffff:192.0.2.1",
    "FE80:0::1%eth0, fe80::1%eth0",
    "192.0.2.1, 192.0.2.1",
    "a.example, a.example",
    "1.2.3, 1.2.3",
    "1:2:3, 1:2:3",
    "::1::2, ::1::2",
    "1:2:3:4:5:6:7:8::, 1:2:3:4:5:6:7:8::",
    "12345::, 12345::",
    "::1.2.3.256, ::1.2.3.256"
  })
  void shouldSpellAnAddressInOneWayAndLeaveAnythingElse(String text, String canonical) {
    assertThat(IpText.canonical(text)).isEqualTo(canonical);
  }

  @Test
  void shouldReadBackWhatItWrites() throws Exception {
    Random random = new Random(5952);
    for (int i = 0; i < 20_000; i++) {
      byte[] address = new byte[i % 4 == 0 ? 4 : 16];
      random.nextBytes(address);
      for (int at = 0; at < address.length; at++) {
        if (random.nextInt(3) != 0) {
          address[at] = 0;
        }
      }
      String text = IpText.of(address);
      assertThat(IpText.bytes(text)).as(text).isEqualTo(address);
      assertThat(IpText.canonical(text)).isEqualTo(text);
      assertThat(InetAddress.getByAddress(address)).isEqualTo(InetAddress.getByName(text));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, the unspecified address",
    "::, the unspecified address",
    "0:0::0, the unspecified address",
    "::%lo, the unspecified address",
    "::ffff:0.0.0.0, the unspecified address",
    "0.1.2.3, an address of 0.0.0.0/8",
    "224.0.0.1, a multicast address",
    "239.255.255.255, a multicast address",
    "ff02::1%eth0, a multicast address",
    "::ffff:224.0.0.1, a multicast address",
    "255.255.255.255, the broadcast address"
  })
  void shouldNameWhatIsNoHostsAddress(String text, String what) {
    assertThat(IpText.noHost(text)).isEqualTo(what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "1.0.0.0", "240.0.0.1", "fe80::1", "a.example", "0"})
  void shouldTakeAllOthersForAHosts(String text) {
    assertThat(IpText.noHost(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "fe80::1, true",
    "FEBF::1, true",
    "fe80::1%eth0, false",
    "fec0::1, false",
    "2001:db8::1, false",
    "169.254.0.1, false"
  })
  void shouldSeeThatAZoneIsMissing(String text, boolean missing) {
    assertThat(IpText.lacksZone(text)).isEqualTo(missing);
  }
}
