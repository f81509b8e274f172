package io.kald.probe.host;

import io.kald.probe.address.IpText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses this machine has lost or got, and when last: one that is there by the time a
 * probe is judged was perhaps not there for its answer, or for the probe to be sent from. Any
 * thread.
 */
final class AddressLosses {
  private static final int MOST = 1024;

  /** The newest is last; written rarely. */
  private final Map<String, Long> lostNanos = new LinkedHashMap<>();

  private final Set<String> present = new HashSet<>();

  /** Lost and not reported since. */
  private final Set<String> absent = new LinkedHashSet<>();

  /** An address was removed. */
  synchronized void lost(byte[] address, long nowNanos) {
    if (address.length != 4 && address.length != 16) {
      return;
    }
    String text = IpText.of(address);
    present.remove(text);
    absent.add(text);
    if (absent.size() > MOST) {
      absent.remove(absent.iterator().next());
    }
    missingUntil(text, nowNanos);
  }

  /** An address that can be sent from is reported; it was missing until now if it is a new one. */
  synchronized void reported(byte[] address, long nowNanos) {
    String text = IpText.of(address);
    absent.remove(text);
    if (present.size() < MOST && present.add(text)) {
      missingUntil(text, nowNanos);
    }
  }

  private void missingUntil(String text, long nowNanos) {
    lostNanos.remove(text);
    lostNanos.put(text, nowNanos);
    if (lostNanos.size() > MOST) {
      lostNanos.remove(lostNanos.keySet().iterator().next());
    }
  }

  /**
   * An address is there, whether the kernel has reported that yet or not. One that was lost, and
   * not reported since, was missing until now.
   */
  synchronized void found(String address, long nowNanos) {
    if (absent.remove(address)) {
      missingUntil(address, nowNanos);
    }
  }

  /** Whether that address was lost since then. */
  synchronized boolean since(String address, long nanos) {
    Long lost = lostNanos.get(address);
    return lost != null && lost - nanos >= 0;
  }

  /**
   * An address of the family that was lost since then, or null.
   *
   * @param linkLocal whether one that serves on its link only matters too
   */
  synchronized @Nullable String anySince(boolean v4, boolean linkLocal, long nanos) {
    for (Map.Entry<String, Long> one : lostNanos.entrySet()) {
      String address = one.getKey();
      boolean counts = one.getValue() - nanos >= 0 && (address.indexOf(':') < 0) == v4;
      if (counts && (linkLocal || !EgressPath.isLinkLocal(address))) {
        return address;
      }
    }
    return null;
  }
}
