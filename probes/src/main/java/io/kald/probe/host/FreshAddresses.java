package io.kald.probe.host;

import io.kald.probe.address.IpText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Until when interfaces had an IPv6 address that was tentative: the kernel neither sends from it
 * nor answers a neighbour that asks for it, and without a link-local address asks for none itself
 * (RFC 4862, 5.4). It reports such an address only when it can be used. Any thread.
 */
final class FreshAddresses {
  private static final int MOST = 4096;

  private final Set<Address> usable = new HashSet<>();
  private final Map<Address, Long> usableFrom = new HashMap<>(); // of those that are new
  private final Map<Integer, Long> tentativeUntil = new HashMap<>();

  private record Address(int interfaceIndex, String text) {}

  /** An address is there at the start, for no one knows how long. */
  synchronized void known(int interfaceIndex, byte[] address) {
    if (usable.size() < MOST) {
      usable.add(new Address(interfaceIndex, IpText.of(address)));
    }
  }

  /** An address can be used now, and could not before when it is a new one. */
  synchronized void reported(int interfaceIndex, byte[] address, long nowNanos) {
    Address one = new Address(interfaceIndex, IpText.of(address));
    if (usable.size() < MOST && usable.add(one)) {
      usableFrom.put(one, nowNanos);
      tentativeUntil.put(interfaceIndex, nowNanos);
    }
  }

  /** An address was removed. */
  synchronized void lost(int interfaceIndex, byte[] address) {
    Address one = new Address(interfaceIndex, IpText.of(address));
    usable.remove(one);
    usableFrom.remove(one);
  }

  /** Whether an address of that interface was tentative at any time since then. */
  synchronized boolean since(int interfaceIndex, long nanos) {
    Long until = tentativeUntil.get(interfaceIndex);
    return until != null && until - nanos >= 0;
  }

  /** Whether packets from that address could be sent and answered there all the time since then. */
  synchronized boolean servedSince(int interfaceIndex, String address, long nanos) {
    Address one = new Address(interfaceIndex, address);
    Long from = usableFrom.get(one);
    return usable.contains(one) && (from == null || from - nanos < 0);
  }
}
