package io.kald.probe.icmp;

import io.kald.probe.Leaving;
import io.kald.probe.LocalFailure;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.Libc;
import io.kald.probe.net.Refusals;
import io.kald.probe.net.Routes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One open socket and the probes it carries. What is sent during one run of the loop leaves in as
 * few system calls as possible. Confined to its loop.
 */
final class EchoSocket {
  // Each ICMP error may make one send fail that has nothing to do with it.
  private static final int MAX_ATTEMPTS = 4;

  // deps
  private final Loop loop;
  private final Opening opening;
  private final EgressOptions options;
  private final Binding binding;
  private final EchoCodec codec;
  private final EchoReader reader;
  private final SocketHandle handle;

  // state
  private final SendBatch batch = new SendBatch();
  private final @Nullable IcmpProber[] queued = new @Nullable IcmpProber[SendBatch.SIZE];
  private final Runnable flush = this::flushScheduled;
  private final Runnable forgetLook = this::forgetLook;
  private int count;
  private boolean flushScheduled;
  private boolean looked;
  private long sequence;
  private boolean closed;

  EchoSocket(
      Opening opening,
      EgressOptions options,
      Binding binding,
      EchoCodec codec,
      EchoReader reader,
      Loop loop) {
    this.options = options;
    this.binding = binding;
    this.loop = loop;
    this.opening = opening;
    this.codec = codec;
    this.reader = reader;
    this.handle = new SocketHandle(opening.fd(), reader, loop.deliveries());
  }

  /** Lets the loop watch the socket; returns null, or why it cannot, the socket being closed. */
  @Nullable LocalFailure start() {
    return handle.register(loop.events());
  }

  /** The identifier in every packet's ICMP header. */
  int identifier() {
    return opening.identifier();
  }

  /** Packets for which the receive buffer had no room since the socket was opened. */
  int overflows() {
    return reader.overflows();
  }

  /** What the socket was bound to and is not there any more; null when it serves. */
  @Nullable LocalFailure lostBinding(long nowNanos) {
    return binding.lost(nowNanos);
  }

  /** The same by a look at this instant. */
  @Nullable LocalFailure lostBindingNow(long nowNanos) {
    return binding.lostNow(nowNanos);
  }

  /** Queues the prober's packet and returns its sequence; it leaves in this run of the loop. */
  long enqueue(IcmpProber prober) {
    if (count == SendBatch.SIZE) {
      flush();
    }
    int i = count++;
    long number = ++sequence;
    queued[i] = prober;
    batch.address(i, prober.target(), EchoCodec.HEADER_BYTES + prober.payloadBytes());
    codec.write(batch.packets(), batch.packetAt(i), prober.index(), prober.generation(), number);
    reader.remember(number, prober.index());
    if (!flushScheduled) {
      flushScheduled = true;
      loop.events().execute(flush);
    }
    return number;
  }

  /** Takes a queued prober's packet out again. */
  void withdraw(IcmpProber prober) {
    for (int i = 0; i < count; i++) {
      if (queued[i] == prober) {
        queued[i] = null;
      }
    }
  }

  private void flushScheduled() {
    flushScheduled = false;
    flush();
    loop.deliveries().deliverNow();
  }

  /** Sends what is queued. Results of packets that cannot leave are delivered later. */
  void flush() {
    int end = count;
    if (end == 0 || closed) {
      return;
    }
    int at = 0;
    while (at < end) {
      at = queued[at] == null ? at + 1 : sendRun(at, end);
    }
    Arrays.fill(queued, 0, end, null);
    count = 0;
    loop.deliveries().deliverLater();
  }

  // Sends from there to the next withdrawn packet or the first that fails; returns what is next.
  private int sendRun(int first, int end) {
    int last = first + 1;
    while (last < end && queued[last] != null) {
      last++;
    }
    int errno = 0;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      long sentNanos = markSent(first, last);
      int sent = batch.send(opening.fd(), first, last);
      if (sent > 0) {
        markLeft(first, first + sent, sentNanos);
        return first + sent;
      }
      errno = Libc.errno();
      // The kernel reports an ICMP error also as the failure of whatever is sent next.
      boolean hadErrors = reader.readErrors() > 0;
      if (!SendErrors.mayBeAnothers(errno) || (attempt > 0 && !hadErrors)) {
        break;
      }
    }
    fail(first, errno);
    return first + 1;
  }

  private long markSent(int first, int last) {
    long epochNanos = loop.wallClock().epochNanos();
    long nanos = loop.clock().nanoTime();
    for (int i = first; i < last; i++) {
      IcmpProber prober = queued[i];
      if (prober != null) {
        prober.leaves(nanos, epochNanos, reader.overflows());
      }
    }
    return nanos;
  }

  private void markLeft(int first, int last, long sentNanos) {
    long leftNanos = loop.clock().nanoTime();
    if (!Leaving.heldUp(sentNanos, leftNanos)) {
      return;
    }
    for (int i = first; i < last; i++) {
      IcmpProber prober = queued[i];
      if (prober != null) {
        prober.leftBy(leftNanos);
      }
    }
  }

  private void fail(int i, int errno) {
    IcmpProber prober = queued[i];
    if (prober == null) {
      return;
    }
    LocalFailure lost =
        SendErrors.mayBeLostBinding(errno) ? binding.lostNow(loop.clock().nanoTime()) : null;
    prober.refused(lost != null ? lost : refusal(prober, errno));
  }

  private LocalFailure refusal(IcmpProber prober, int errno) {
    if (SendErrors.isTooLong(errno)) {
      return SendErrors.tooLong(packetBytes(prober), reader.refusedMtu());
    }
    Routes routes = loop.ownAddresses().routes();
    int protocol = opening.version().protocol;
    return Refusals.of("send", errno, prober.address(), options, routes, protocol, 0);
  }

  /** Bytes of a prober's packets, the IP header among them. */
  int packetBytes(IcmpProber prober) {
    return opening.version().ipHeaderBytes + EchoCodec.HEADER_BYTES + prober.payloadBytes();
  }

  /** Reads all that waits in the kernel, once in a run of the loop. */
  void look() {
    if (looked || closed) {
      return;
    }
    looked = true;
    loop.events().execute(forgetLook);
    reader.readAll();
    loop.deliveries().deliverLater();
  }

  private void forgetLook() {
    looked = false;
  }

  /** Closes the socket; queued and outstanding probes get no word from it any more. */
  void close() {
    closed = true;
    Arrays.fill(queued, null);
    count = 0;
    handle.close();
  }

  /** Makes the object for an open socket. */
  @FunctionalInterface
  interface Factory {
    /** A socket that is open and not yet watched. */
    EchoSocket on(Opening opening, OutletKey key, EgressOptions options);
  }
}
