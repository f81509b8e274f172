package io.kald.probe.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.name.AddressOrder.Candidate;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressOrderTest {
  /**
   * Destinations each with the source the kernel chooses, {@code -} for none; best first after it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // RFC 6724, section 10.2, as far as its sources are given.
        "2001:db8:1::1 2001:db8:1::2, 198.51.100.121 198.51.100.117 | 2001:db8:1::1, 198.51.100.121",
        "2001:db8:1::1 fe80::1, 198.51.100.121 198.51.100.117       | 198.51.100.121, 2001:db8:1::1",
        "2001:db8:1::1 2001:db8:1::2, fe80::1 fe80::2               | fe80::1, 2001:db8:1::1",
        "2002:c633:6401::1 2002:c633:6401::2, 2001:db8:1::1 2002:c633:6401::2"
            + " | 2002:c633:6401::1, 2001:db8:1::1",
        "2002:c633:6401::1 2002:c633:6401::2, 2001:db8:1::1 2001:db8:1::2"
            + " | 2001:db8:1::1, 2002:c633:6401::1",
        "10.1.2.3 10.1.2.4, fe80::1 fe80::2                         | fe80::1, 10.1.2.3",
        "fd11:1111:1111:1::1 fd11:1111:1111:1::2, 10.1.2.3 10.1.2.4 | 10.1.2.3, fd11:1111:1111:1::1",
        // No route.
        "2001:db8::20 2001:db8::1, 192.0.2.20 -                     | 2001:db8::20, 192.0.2.20",
        "2001:db8::20 -, 192.0.2.20 192.0.2.1                       | 192.0.2.20, 2001:db8::20",
        "192.0.2.20 -, 192.0.2.21 192.0.2.1                         | 192.0.2.21, 192.0.2.20",
        "2001:db8::20 -, 192.0.2.20 -                               | 2001:db8::20, 192.0.2.20",
        // Round robin of IPv4 stays; IPv6 prefers what is nearer.
        "192.0.2.9 192.0.2.1, 192.0.2.2 192.0.2.1                   | 192.0.2.9, 192.0.2.2",
        "2001:db8:2::1 2001:db8:1::9, 2001:db8:1::1 2001:db8:1::9   | 2001:db8:1::1, 2001:db8:2::1",
        "::1 ::1, 127.0.0.1 127.0.0.1                               | ::1, 127.0.0.1",
      })
  void shouldOrderAsTheRfcSays(String candidates, String expected) {
    assertThat(order(candidates, PolicyTable.USUAL)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "precedence ::ffff:0:0/96  100      | 192.0.2.20, 2001:db8::20",
        "# precedence ::ffff:0:0/96  100    | 2001:db8::20, 192.0.2.20",
        "precedence ::ffff:0:0/96           | 2001:db8::20, 192.0.2.20",
        "label 2001:db8::1/128 7            | 192.0.2.20, 2001:db8::20",
        "reload yes                         | 2001:db8::20, 192.0.2.20",
      })
  void shouldFollowGaiConf(String line, String expected) {
    String both = "192.0.2.20 192.0.2.1, 2001:db8::20 2001:db8::1";
    assertThat(order(both, PolicyTable.parse(line + "\n"))).isEqualTo(expected);
  }

  private static String order(String candidates, PolicyTable policy) {
    List<Candidate> all = new ArrayList<>();
    for (String pair : candidates.strip().split("\\s*,\\s*", -1)) {
      String[] words = pair.split(" ", -1);
      all.add(new Candidate(address(words[0]), words[1].equals("-") ? null : address(words[1])));
    }
    return String.join(
        ", ",
        AddressOrder.sorted(all, policy).stream()
            .map(one -> NetUtil.toAddressString(one.address()))
            .toList());
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
