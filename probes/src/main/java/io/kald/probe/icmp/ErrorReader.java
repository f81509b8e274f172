package io.kald.probe.icmp;

import io.kald.probe.IcmpErrors;
import io.kald.probe.Reason;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OwnAddresses;
import io.kald.probe.net.SockAddr;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the error queue of one socket. An ICMP error quotes the packet it is about: the key says
 * whose it was, or, from a router that quotes only eight bytes, destination and sequence number.
 */
final class ErrorReader {
  private static final int BATCH = 16;
  private static final int MAX_BATCHES = 4096;
  private static final int MAX_FAILURES = 8;
  private static final String OWN = " (this machine)";
  // sock_extended_err.ee_origin, linux/errqueue.h; others are notes of this machine's own stack.
  private static final int ORIGIN_LOCAL = 1;
  private static final int ORIGIN_ICMP = 2;
  private static final int ORIGIN_ICMP6 = 3;

  // deps
  private final NanoClock clock;
  private final WallClock wallClock;
  private final ProberTable table;
  private final EchoCodec codec;
  private final OwnAddresses ownAddresses;
  private final IcmpVersion version;
  private final int fd;

  // state
  private final ReceiveBatch batch = new ReceiveBatch(BATCH);
  private final ByteBuffer structs = batch.structs();
  private final int[] indexBySequence = new int[0x1_0000];
  private int refusedMtu;

  ErrorReader(Opening opening, EchoCodec codec, Loop loop) {
    this.clock = loop.clock();
    this.wallClock = loop.wallClock();
    this.table = loop.table();
    this.ownAddresses = loop.ownAddresses();
    this.codec = codec;
    this.version = opening.version();
    this.fd = opening.fd();
    Arrays.fill(indexBySequence, -1);
  }

  /** Notes which prober sent the packet of that number. */
  void remember(long sequence, int index) {
    indexBySequence[(int) sequence & 0xffff] = index;
  }

  /** The MTU for which the kernel last refused a packet, or 0. */
  int refusedMtu() {
    return refusedMtu;
  }

  /** Reads all there is; returns how many errors it was. */
  int read() {
    int total = 0;
    int failures = 0;
    for (int batches = 0; batches < MAX_BATCHES && failures < MAX_FAILURES; ) {
      int n = batch.receive(fd, Libc.MSG_ERRQUEUE);
      if (n < 0) {
        if (Libc.errno() == Errno.EAGAIN) {
          break;
        }
        failures++;
        continue;
      }
      batches++;
      total += n;
      take(n);
      if (n < BATCH) {
        break;
      }
    }
    return total;
  }

  private void take(int n) {
    long nanos = clock.nanoTime();
    long epochNanos = wallClock.epochNanos();
    for (int i = 0; i < n; i++) {
      take(i, nanos, epochNanos);
      batch.rewind(i);
    }
  }

  private void take(int i, long nanos, long epochNanos) {
    int at = batch.control(i, version.ipLevel, version.recvErr);
    if (at < 0) {
      return;
    }
    int origin = structs.get(at + 4);
    if (origin == ORIGIN_LOCAL && SendErrors.isTooLong(structs.getInt(at))) {
      refusedMtu = structs.getInt(at + 8);
    }
    int type = structs.get(at + 5) & 0xff;
    int code = structs.get(at + 6) & 0xff;
    if ((origin != ORIGIN_ICMP && origin != ORIGIN_ICMP6) || !version.errors.isFatal(type, code)) {
      return;
    }
    IcmpProber prober = sender(i);
    if (prober == null) {
      return;
    }
    Reason reason = version.errors.reason(type, code);
    int offender = at + Libc.SOCK_EXTENDED_ERR_BYTES;
    String detail = detail(type, code, offender, nanos);
    long stamp = batch.stampEpochNanos(i);
    boolean byTarget = prober.target().isAt(structs, offender);
    switch (IcmpErrors.speaker(reason, byTarget, detail.endsWith(OWN))) {
      case OWN_ADDRESS -> {
        String report = detail + IcmpErrors.BEYOND_SCOPE;
        prober.outOfScope(
            new Rejection(Reason.OTHER_ICMP_ERROR, report, byTarget), stamp, nanos, epochNanos);
      }
      case NEIGHBOUR_SEARCH -> prober.unreachable(detail, stamp, nanos, epochNanos);
      case OWN_FILTER -> prober.hindered(Reason.NOT_PERMITTED, detail + ": a packet filter", nanos);
      case TARGET, ON_THE_WAY -> {
        String full = detail + pathMtu(reason, at);
        prober.rejected(new Rejection(reason, full, byTarget), stamp, nanos, epochNanos);
      }
    }
  }

  private String pathMtu(Reason reason, int at) {
    return reason == Reason.FRAGMENTATION_NEEDED ? ", path MTU " + structs.getInt(at + 8) : "";
  }

  /**
   * An ICMP error about a prober's packet.
   *
   * @param byTarget whether the target itself has sent it, not a router or filter on the way
   */
  record Rejection(Reason reason, String detail, boolean byTarget) {}

  // The prober whose outstanding packet is quoted.
  private @Nullable IcmpProber sender(int i) {
    ByteBuffer in = batch.packets();
    int at = batch.packetAt(i);
    int length = batch.packetBytes(i);
    if (!codec.isRequest(in, at, length)) {
      return null;
    }
    if (!EchoCodec.isComplete(length)) {
      int sequence = EchoCodec.shortSequence(in, at);
      IcmpProber last = table.at(indexBySequence[sequence]);
      boolean same =
          last != null
              && last.awaitsShort(sequence)
              && last.target().isAt(structs, batch.addressAt(i));
      return same ? last : null;
    }
    IcmpProber prober = table.find(EchoCodec.index(in, at), EchoCodec.generation(in, at));
    boolean ours =
        prober != null && codec.isOurs(in, at) && prober.awaits(EchoCodec.sequence(in, at));
    return ours ? prober : null;
  }

  private String detail(int type, int code, int offenderAt, long nanos) {
    if (structs.getShort(offenderAt) != version.family) {
      return IcmpErrors.text(type, code, "");
    }
    String offender = SockAddr.addressIn(structs, offenderAt);
    boolean own = ownAddresses.contains(offender, nanos);
    return IcmpErrors.text(type, code, offender) + (own ? OWN : "");
  }
}
