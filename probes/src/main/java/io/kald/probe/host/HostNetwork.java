package io.kald.probe.host;

import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.time.NanoClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine's own network, watched so that its faults are not blamed on targets: one for the
 * process, of the network namespace of the thread that opens it. Any thread.
 */
public final class HostNetwork implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostNetwork.class);
  private static final long REMIND_NANOS = TimeUnit.MINUTES.toNanos(10);

  // deps
  private final NanoClock clock;
  private final @Nullable LinkMonitor monitor;
  private final List<String> missing;

  // state
  private final AtomicLong remindNanos;

  private HostNetwork(NanoClock clock, @Nullable LinkMonitor monitor, List<String> missing) {
    this.clock = clock;
    this.monitor = monitor;
    this.missing = missing;
    this.remindNanos = new AtomicLong(clock.nanoTime());
  }

  /** Begins to watch; where that is not possible, {@link #missing} has the reason. */
  public static HostNetwork open(NanoClock clock) {
    LinkMonitor monitor = Libc.available() ? LinkMonitor.start(clock) : null;
    if (monitor != null) {
      return new HostNetwork(clock, monitor, List.of());
    }
    String why =
        Libc.available()
            ? "netlink: " + Errno.text(Libc.errno())
            : "netlink needs 64-bit Linux and JNA";
    return new HostNetwork(
        clock,
        null,
        List.of(
            "Faults of this machine's interfaces, routes and neighbour table are not seen, and count"
                + " as failures of targets: "
                + why
                + "."));
  }

  /** What cannot be done here, one plain sentence each; empty when all is seen. */
  public List<String> missing() {
    return missing;
  }

  /**
   * Calls that, on a thread of its own, after each change of an address that may serve beyond its
   * link; it must not wait or throw. One task only.
   */
  public void whenAddressesChange(Runnable task) {
    if (monitor != null) {
      monitor.whenAddressesChange(task);
    }
  }

  /** What holds failures of one loop's probes against the network; called on that loop. */
  public EgressCheck onLoop() {
    Netlink netlink = monitor == null ? null : Netlink.open(0);
    return monitor == null || netlink == null
        ? EgressCheck.blind()
        : new EgressCheck(
            monitor.table(), new HostQueries(netlink), monitor::refresh, this::onFull);
  }

  /** The neighbour tables; empty where they cannot be read. */
  public static List<NeighbourTable> neighbourTables() {
    Netlink netlink = Libc.available() ? Netlink.open(0) : null;
    if (netlink == null) {
      return List.of();
    }
    List<NeighbourTable> tables = new ArrayList<>();
    try (HostQueries queries = new HostQueries(netlink)) {
      for (int family : new int[] {Libc.AF_INET, Libc.AF_INET6}) {
        NeighbourTable table = queries.table(family);
        if (table != null) {
          tables.add(table);
        }
      }
    }
    return tables;
  }

  private void onFull(NeighbourTable table) {
    long now = clock.nanoTime();
    long due = remindNanos.get();
    if (now - due >= 0 && remindNanos.compareAndSet(due, now + REMIND_NANOS)) {
      log.warn(
          "probes cannot be sent, the {} neighbour table is full: entries={} {}={};"
              + " raise it above the number of targets on this machine's links",
          table.family(),
          table.entries(),
          table.sysctl(),
          table.limit());
    }
  }

  @Override
  public void close() {
    if (monitor != null) {
      monitor.close();
    }
  }
}
