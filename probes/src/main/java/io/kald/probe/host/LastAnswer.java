package io.kald.probe.host;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.address.IpText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which of this machine's addresses a target last answered, and by which interface. When that
 * address has gone or that interface is lost, probes leave from another one, which need not lead to
 * the target and back: a failure is then no evidence against it, for at most an hour or until it
 * answers. One for each prober; confined to its loop. Addresses are kept as they lie in memory,
 * IPv4 in {@code low}; all zero is none.
 */
public final class LastAnswer {
  /** How long failures that may be this machine's are not counted, from the first of them on. */
  static final long EXCUSED_NANOS = TimeUnit.HOURS.toNanos(1);

  private long high;
  private long low;
  private long sentHigh;
  private long sentLow;
  private long sentNanos = EgressPath.NEVER;
  private boolean excused;
  private long excusedNanos;
  private int interfaceIndex;
  private @Nullable RouteEntry entry;
  private long wayAsOf = Long.MIN_VALUE;

  /** A probe leaves from that address. */
  public void sentFrom(long newHigh, long newLow) {
    sentHigh = newHigh;
    sentLow = newLow;
  }

  /** The same for an address in network order. */
  public void sentFrom(byte[] address) {
    ByteBuffer in = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    if (address.length == 4) {
      sentFrom(0, in.getInt(0) & 0xffff_ffffL);
    } else {
      sentFrom(in.getLong(0), in.getLong(8));
    }
  }

  /** The target itself has answered the probe that was sent then, or rejected it. */
  public void came(long probeNanos) {
    sentNanos = probeNanos;
    if (sentLow != low || sentHigh != high) {
      low = sentLow;
      high = sentHigh;
    }
    if (excused) {
      excused = false;
    }
  }

  /** Whether the way to the target is known by this state of the network. */
  boolean knowsWay(long generation) {
    return wayAsOf == generation;
  }

  /**
   * The target answered while that interface led to it; 0: it is not known which.
   *
   * @param by the entry of the routing table that led there; null: not known
   */
  void cameBy(int index, @Nullable RouteEntry by, long generation) {
    interfaceIndex = index;
    entry = by;
    wayAsOf = generation;
  }

  /** The interface that led to the target when it last answered, or 0. */
  int interfaceIndex() {
    return interfaceIndex;
  }

  /** The entry of the routing table that led to the target when it last answered, or null. */
  @Nullable RouteEntry entry() {
    return entry;
  }

  /** When the probe was sent that it last answered, or {@link EgressPath#NEVER}. */
  long sentNanos() {
    return sentNanos;
  }

  /** The address it last answered, or null. */
  @Nullable String address(boolean v4) {
    if (high == 0 && low == 0) {
      return null;
    }
    ByteBuffer out = ByteBuffer.allocate(v4 ? 4 : 16).order(ByteOrder.nativeOrder());
    return IpText.of(
        (v4 ? out.putInt(0, (int) low) : out.putLong(0, high).putLong(8, low)).array());
  }

  /**
   * Whether one more failure may be this machine's; false an hour after the first without answer.
   * Asked for everything that somebody else, or the target itself, may be the cause of.
   */
  public boolean excuses(long nowNanos) {
    if (!excused) {
      excused = true;
      excusedNanos = nowNanos;
    }
    return nowNanos - excusedNanos < EXCUSED_NANOS;
  }

  /** What it means for a failure that the address has gone; null while it has not. */
  @Nullable LocalFailure gone(boolean v4, Departure.MissingAddress missing, long nowNanos) {
    String address = address(v4);
    LocalFailure why = address == null ? null : missing.of(address);
    if (why == null || why.reason() != Reason.SOURCE_ADDRESS_MISSING) {
      return why;
    }
    return excuses(nowNanos)
        ? new LocalFailure(
            Reason.SOURCE_ADDRESS_MISSING,
            "address " + address + ", which the target last answered, has gone")
        : null;
  }
}
