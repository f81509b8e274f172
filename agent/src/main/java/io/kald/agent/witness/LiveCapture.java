package io.kald.agent.witness;

import java.sql.Timestamp;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;

/**
 * The capture on one interface: its thread takes packets off the kernel into a bounded queue and
 * does nothing more. One other thread may use the rest.
 */
final class LiveCapture implements AutoCloseable {
  /** Packets that may wait for the witness, which looks some times a second. */
  private static final int MOST_WAITING = 1 << 16;

  /** The kernel hands out what it has after this time: each time wakes the thread. */
  private static final int TIMEOUT_MILLIS = 20;

  private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(2);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final String device;
  private final PcapHandle handle;
  private final Thread thread;
  private final SpscAtomicArrayQueue<RawPacket> queue = new SpscAtomicArrayQueue<>(MOST_WAITING);

  // state
  private volatile String filter;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;
  private volatile long overflowed;

  private LiveCapture(String device, PcapHandle handle, String filter) {
    this.device = device;
    this.handle = handle;
    this.filter = filter;
    this.thread = new Thread(this::run, "kald-capture-" + device);
    thread.setDaemon(true);
  }

  /**
   * Opens and starts it: packets from now on are captured.
   *
   * @param filter of the kernel, see pcap-filter(7)
   */
  static LiveCapture start(String device, int bufferBytes, int snapLength, String filter)
      throws NoCaptureException {
    try {
      PcapHandle handle =
          new PcapHandle.Builder(device)
              .snaplen(snapLength)
              .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
              .timeoutMillis(TIMEOUT_MILLIS)
              .bufferSize(bufferBytes)
              .timestampPrecision(TimestampPrecision.NANO)
              .build();
      LiveCapture capture = new LiveCapture(device, handle, filter);
      capture.useFilter();
      capture.thread.start();
      return capture;
    } catch (LinkageError e) {
      throw new NoCaptureException(
          "libpcap is not there; on Debian: apt-get install libpcap0.8 (" + e.getMessage() + ")");
    } catch (PcapNativeException | NotOpenException e) {
      throw new NoCaptureException(why(device, String.valueOf(e.getMessage())));
    }
  }

  /** What libpcap says, in words that say what to do. */
  static String why(String device, String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("permission") || lower.contains("not permitted")) {
      return "kald may not capture on "
          + device
          + ": it lacks the capability CAP_NET_RAW; give it by AmbientCapabilities=CAP_NET_RAW in"
          + " the systemd unit, or start it by setpriv --inh-caps +net_raw --ambient-caps +net_raw";
    }
    if (lower.contains("no such device")) {
      return "there is no interface " + device + "; correct witness.interfaces";
    }
    return "libpcap cannot capture on " + device + ": " + message;
  }

  String device() {
    return device;
  }

  /** The kind of link, a value of {@link io.kald.agent.pcap.LinkTypes} or another. */
  int linkType() {
    return handle.getDlt().value();
  }

  /** The oldest packet that waits, left where it is; null when there is none. */
  @Nullable RawPacket peek() {
    return queue.peek();
  }

  /** The oldest packet that waits, taken; null when there is none. */
  @Nullable RawPacket poll() {
    return queue.poll();
  }

  /** Changes what is captured, soon after this call; nothing is lost meanwhile. */
  void filter(String wanted) throws NotOpenException {
    if (!wanted.equals(filter)) {
      filter = wanted;
      handle.breakLoop();
    }
  }

  /** Packets lost since the start, by the kernel or because the witness was slow. */
  long dropped() throws PcapNativeException, NotOpenException {
    PcapStat stats = handle.getStats();
    return stats.getNumPacketsDropped() + stats.getNumPacketsDroppedByIf() + overflowed;
  }

  /** What ended the capture; null while it goes on. */
  @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      handle.breakLoop();
      thread.join(JOIN_MILLIS);
    } catch (NotOpenException e) {
      return; // It is closed already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      handle.close();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        useFilter();
        loop();
      }
    } catch (Throwable t) {
      failure = t;
    }
  }

  /** Only while nothing reads: libpcap frees the old filter while a packet may be held to it. */
  private void useFilter() throws PcapNativeException, NotOpenException {
    handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
  }

  private void loop() throws PcapNativeException, NotOpenException {
    try {
      handle.loop(-1, this::take);
    } catch (InterruptedException e) {
      // So it says that it was told to break off: to end, or to change its filter.
      Thread.interrupted();
    }
  }

  /** Called by native code, which would swallow what is thrown. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  private void take(byte[] bytes) {
    try {
      Timestamp at = handle.getTimestamp();
      long nanos = Math.floorDiv(at.getTime(), 1000L) * SECOND + at.getNanos();
      if (!queue.offer(new RawPacket(nanos, handle.getOriginalLength(), bytes))) {
        overflowed++;
      }
    } catch (Throwable t) {
      overflowed++;
      failure = t;
    }
  }
}
