package io.kald.probe.icmp;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
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
    if (lost != null || (source == null && device == null)) {
      return lost;
    }
    checked = true;
    checkedNanos = nowNanos;
    LocalFailure found = look(nowNanos);
    // Where the kernel could not be asked, nothing is known to have gone: the socket is kept.
    lost = found == null || found.reason() == Reason.NO_DESCRIPTOR ? null : found;
    return found;
  }

  /** What has gone since, or null; looked up at most once a second. */
  @Nullable LocalFailure lost(long nowNanos) {
    if (!checked || nowNanos - checkedNanos >= KEEP_NANOS) {
      var unused = lostNow(nowNanos);
    }
    return lost;
  }

  private int sourceDevice(SockAddr source) {
    return deviceIndex == 0 ? source.scope() : deviceIndex;
  }

  private @Nullable LocalFailure look(long nowNanos) {
    if (device != null && index(device) != deviceIndex) {
      int errno = Libc.errno(); // the question needs a descriptor
      return errno == Errno.EMFILE || errno == Errno.ENFILE
          ? Errno.at("asking for device " + device, errno)
          : new LocalFailure(Reason.NO_DEVICE, "device " + device + " has gone");
    }
    return source == null
        ? null
        : ownAddresses.missing(source.toString(), sourceDevice(source), nowNanos);
  }
}
