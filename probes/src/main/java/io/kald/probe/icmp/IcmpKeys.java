package io.kald.probe.icmp;

import io.kald.schema.Key;
import io.kald.schema.Types;

/** The keys of ICMP echoes. */
final class IcmpKeys {
  private static final int MIN_PAYLOAD = 24;
  private static final int MAX_PAYLOAD = 1_472;

  static final Key<Integer> PAYLOAD =
      Key.of(
          "payload",
          Types.integer(MIN_PAYLOAD, MAX_PAYLOAD),
          Integer.toString(IcmpSpec.DEFAULT_PAYLOAD),
          "ICMP only. Bytes after the ICMP header: the first 24 carry kald's own key, the rest are"
              + " zero. The packet has 28 bytes more, 48 with IPv6.");

  static final Key<Boolean> DONT_FRAGMENT =
      Key.of(
          "dont-fragment",
          Types.bool(),
          "false",
          "ICMP only. `true` sets DF in every echo: one that is larger than a link on the way"
              + " carries is dropped there, and what the router sends back is a failure"
              + " (`fragmentation-needed`, with the path MTU). `false` never sets it: such an echo"
              + " goes on in fragments. An echo larger than kald's own interface carries is"
              + " `message-too-long` and not probed: with `true` it cannot leave, and with `false`"
              + " its silence proves nothing, since the answer is as long.");

  private IcmpKeys() {}
}
