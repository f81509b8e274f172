package io.kald.probe.icmp;

import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what comes to one socket and tells the probers it concerns. Confined to its loop. */
final class EchoReader {
  // More than the receive buffer holds.
  private static final int EVERYTHING = 8192;
  private static final int MAX_FAILURES = 8;

  // deps
  private final NanoClock clock;
  private final WallClock wallClock;
  private final ProberTable table;
  private final IcmpCounters counters;
  private final EchoCodec codec;
  private final ErrorReader errors;
  private final KernelDrops drops;
  private final int fd;
  private final IcmpVersion version;
  private final boolean seesIpHeader;

  // state
  private final ReceiveBatch batch = new ReceiveBatch(ReceiveBatch.MOST);
  private final ByteBuffer packets = batch.packets();

  EchoReader(Opening opening, EchoCodec codec, ErrorReader errors, Loop loop) {
    this.clock = loop.clock();
    this.wallClock = loop.wallClock();
    this.table = loop.table();
    this.counters = loop.counters();
    this.codec = codec;
    this.errors = errors;
    this.drops = new KernelDrops(opening.fd(), counters);
    this.fd = opening.fd();
    this.version = opening.version();
    this.seesIpHeader = opening.raw() && version == IcmpVersion.V4;
  }

  /** Packets for which the receive buffer had no room, as far as is known. */
  int overflows() {
    return drops.overflows();
  }

  /** Notes which prober sent the packet of that number, for errors that quote no key. */
  void remember(long sequence, int index) {
    errors.remember(sequence, index);
  }

  /** The MTU for which the kernel last refused a packet, or 0. */
  int refusedMtu() {
    return errors.refusedMtu();
  }

  /** Reads all errors; returns how many there were. */
  int readErrors() {
    return errors.read();
  }

  /** Reads replies, errors and the count of what was dropped. */
  void readAll() {
    readReplies(EVERYTHING);
    errors.read();
    drops.ask();
  }

  /** Reads up to that many batches of replies. */
  void readReplies(int maxBatches) {
    int failures = 0;
    int batches = 0;
    while (batches < maxBatches && failures < MAX_FAILURES) {
      long beforeEpochNanos = wallClock.epochNanos();
      int n = batch.receive(fd, 0);
      if (n < 0) {
        if (Libc.errno() == Errno.EAGAIN) {
          return;
        }
        // An ICMP error about some packet makes this call fail; it waits in the error queue.
        failures++;
        errors.read();
        continue;
      }
      batches++;
      take(n, beforeEpochNanos);
      if (n < ReceiveBatch.MOST) {
        return;
      }
    }
  }

  private void take(int n, long beforeEpochNanos) {
    long nanos = clock.nanoTime();
    long epochNanos = wallClock.epochNanos();
    for (int i = 0; i < n; i++) {
      long stamp = RoundTrip.received(batch.stampEpochNanos(i), beforeEpochNanos, epochNanos);
      take(i, stamp, nanos, epochNanos);
    }
    if (n > 0) {
      drops.note(batch, n - 1);
    }
    for (int i = 0; i < n; i++) {
      batch.rewind(i);
    }
  }

  private void take(int i, long stampEpochNanos, long nanos, long epochNanos) {
    int at = batch.packetAt(i);
    int length = batch.packetBytes(i);
    if (seesIpHeader && length > 0) {
      int headerBytes = (packets.get(at) & 0x0f) << 2;
      at += headerBytes;
      length -= headerBytes;
    }
    if (!codec.isReply(packets, at, length)) {
      return;
    }
    if (!EchoCodec.isComplete(length)) {
      counters.truncated.increment();
      return;
    }
    IcmpProber prober = asker(i, at);
    if (prober != null) {
      long sequence = EchoCodec.sequence(packets, at);
      batch.cameTo(i, version, prober.lastAnswer());
      prober.answered(sequence, stampEpochNanos, nanos, epochNanos);
    }
  }

  private @Nullable IcmpProber asker(int i, int at) {
    if (!codec.isOurs(packets, at)) {
      counters.foreign.increment();
      return null;
    }
    IcmpProber prober = table.find(EchoCodec.index(packets, at), EchoCodec.generation(packets, at));
    if (prober == null) {
      counters.late.increment();
      return null;
    }
    if (!prober.target().isAt(batch.structs(), batch.addressAt(i))) {
      counters.foreign.increment();
      return null;
    }
    return prober;
  }
}
