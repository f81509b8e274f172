package io.kald.probe.icmp;

import io.kald.probe.Egress;
import io.kald.probe.Reason;
import io.kald.probe.net.Libc;
import io.kald.probe.net.LocalFailure;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.OwnAddresses;
import io.kald.probe.net.SockAddr;
import org.jspecify.annotations.Nullable;

/**
 * What a socket was bound to when it was opened. The kernel does not say clearly that an address or
 * a device has gone, and an answer to an address that is not there is never heard.
 */
final class Binding {
  private static final long KEEP_NANOS = 1_000_000_000L;

  // deps
  private final @Nullable SockAddr source;
  private final @Nullable String device;
  private final int deviceIndex;
  private final OwnAddresses ownAddresses;

  // state
  private @Nullable LocalFailure lost;
  private boolean checked;
  private long checkedNanos;

  Binding(OutletKey key, @Nullable SockAddr source, OwnAddresses ownAddresses) {
    Egress egress = key.egress();
    this.source = source;
    this.device = egress.device();
    this.deviceIndex = device == null ? 0 : index(device);
    this.ownAddresses = ownAddresses;
  }

  private static int index(String device) {
    return Libc.if_nametoindex(OffHeap.ofString(device).address());
  }

  /** What has gone since, or null, by a look at this instant: for a probe that failed. */
  @Nullable LocalFailure lostNow(long nowNanos) {
    checked = false;
    return lost(nowNanos);
  }

  /** What has gone since, or null; looked up at most once a second. */
  @Nullable LocalFailure lost(long nowNanos) {
    if (source == null && device == null) {
      return null;
    }
    if (lost == null && (!checked || nowNanos - checkedNanos >= KEEP_NANOS)) {
      checked = true;
      checkedNanos = nowNanos;
      lost = look(nowNanos);
    }
    return lost;
  }

  private int sourceDevice(SockAddr source) {
    return deviceIndex == 0 ? source.scope() : deviceIndex;
  }

  private @Nullable LocalFailure look(long nowNanos) {
    if (device != null && index(device) != deviceIndex) {
      return new LocalFailure(Reason.NO_DEVICE, "device " + device + " has gone");
    }
    if (source == null
        || ownAddresses.contains(source.toString(), sourceDevice(source), nowNanos)) {
      return null;
    }
    return new LocalFailure(
        Reason.SOURCE_ADDRESS_MISSING, "source address " + source + " has gone");
  }
}
