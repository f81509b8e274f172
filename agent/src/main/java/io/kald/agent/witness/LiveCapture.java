package io.kald.agent.witness;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapDumper;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;

/**
 * The capture on one interface: its thread takes packets off the kernel into a pipe and does
 * nothing more, nearly all of it within libpcap. One other thread may use the rest.
 *
 * <p>Packets are handed over when the pipe's buffer is full and when {@link #handOver} is called.
 */
final class LiveCapture implements AutoCloseable {
  /** The kernel hands out what it has after this time: each time wakes the thread. */
  static final int TIMEOUT_MILLIS = 50;

  private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(2);

  // deps
  private final String device;
  private final PcapHandle handle;
  private final PacketPipe pipe;
  private final PcapDumper dumper;
  private final boolean loopback;
  private final Thread thread;

  // state
  private volatile String filter;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;
  private volatile long askedNanos;
  private volatile long handedNanos;

  private LiveCapture(String device, PcapHandle handle, PacketPipe pipe, String filter)
      throws PcapNativeException, NotOpenException {
    this.device = device;
    this.handle = handle;
    this.pipe = pipe;
    this.filter = filter;
    this.loopback = isLoopback(device);
    this.dumper = handle.dumpOpen(pipe.path());
    pipe.begun();
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
      LiveCapture capture = new LiveCapture(device, handle, PacketPipe.open(), filter);
      capture.useFilter();
      capture.thread.start();
      return capture;
    } catch (LinkageError e) {
      throw new NoCaptureException(
          "libpcap is not there; on Debian: apt-get install libpcap0.8 (" + e.getMessage() + ")");
    } catch (PcapNativeException | NotOpenException e) {
      throw new NoCaptureException(why(device, String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new NoCaptureException("packets cannot be handed over: " + e.getMessage());
    }
  }

  private static boolean isLoopback(String device) {
    try {
      NetworkInterface found = NetworkInterface.getByName(device);
      return found != null && found.isLoopback();
    } catch (SocketException e) {
      return false; // It is captured all the same, at a higher price.
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

  /** The oldest packet that was handed over, see {@link PacketPipe#peek}. */
  @Nullable RawPacket peek() throws IOException {
    return pipe.peek();
  }

  /** Takes what {@link #peek} returned. */
  void take() {
    pipe.take();
  }

  /** Asks for what is captured by now. */
  void handOver(long nowNanos) throws NotOpenException {
    askedNanos = nowNanos;
    handle.breakLoop();
  }

  /**
   * Until when all that is captured has been handed over, a time of {@link #handOver}. The kernel
   * may still have what is younger than {@value #TIMEOUT_MILLIS} ms before.
   */
  long handedNanos() {
    return handedNanos;
  }

  /** Whether it is still at what it was asked for last. */
  boolean isHandingOver() {
    return handedNanos != askedNanos && thread.isAlive();
  }

  /** Changes what is captured from the next {@link #handOver} on; nothing is lost meanwhile. */
  void filter(String wanted) {
    filter = wanted;
  }

  /** Packets lost since the start. */
  long dropped() throws PcapNativeException, NotOpenException {
    PcapStat stats = handle.getStats();
    return stats.getNumPacketsDropped() + stats.getNumPacketsDroppedByIf();
  }

  /** What ended the capture; null while it goes on. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Ends the thread, which may first have to get rid of what it has: somebody must take it. */
  void stop() {
    stopping = true;
    try {
      handle.breakLoop();
    } catch (NotOpenException e) {
      failure = e; // It is closed already.
    }
  }

  /** Whether packets may still be handed over. */
  boolean isRunning() {
    return thread.isAlive();
  }

  @Override
  public void close() throws IOException {
    stop();
    pipe.close();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      handle.close();
    }
  }

  private void run() {
    String used = filter;
    try (dumper) {
      while (!stopping) {
        String wanted = filter;
        if (!wanted.equals(used)) {
          useFilter();
          used = wanted;
        }
        loop();
        long asked = askedNanos;
        dumper.flush();
        handedNanos = asked;
      }
    } catch (Throwable t) {
      failure = t;
    }
  }

  /** Only while nothing reads: libpcap frees the old filter while a packet may be held to it. */
  private void useFilter() throws PcapNativeException, NotOpenException {
    handle.setFilter(loopback ? CaptureFilter.onLoopback(filter) : filter, BpfCompileMode.OPTIMIZE);
  }

  private void loop() throws PcapNativeException, NotOpenException {
    try {
      handle.loop(-1, dumper);
    } catch (InterruptedException e) {
      // So it says that it was told to break off: to end, to hand over, or to change its filter.
      Thread.interrupted();
    }
  }
}
