package io.kald.agent.witness;

import java.util.HashSet;
import java.util.Set;

/** Addresses of which packets were seen. Bounded; confined to one thread. */
final class Targets {
  private static final int MOST = 1 << 17;

  private record Address(long high, long low) {}

  // state
  private final Set<Address> addresses = new HashSet<>();

  void add(WireKey key) {
    if (addresses.size() < MOST) {
      addresses.add(new Address(key.high(), key.low()));
    }
  }

  boolean contains(WireKey key) {
    return addresses.contains(new Address(key.high(), key.low()));
  }
}
