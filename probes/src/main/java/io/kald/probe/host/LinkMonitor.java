package io.kald.probe.host;

import io.kald.probe.address.IpText;
import io.kald.probe.net.Errno;
import io.kald.probe.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link LinkTable} by what the kernel reports, on a thread of its own. */
final class LinkMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LinkMonitor.class);

  // Multicast groups, a bit each: linux/rtnetlink.h.
  private static final int LINK = 1;
  private static final int IPV4_ADDRESS = 1 << 4;
  private static final int IPV4_ROUTE = 1 << 6;
  private static final int IPV4_RULE = 1 << 7;
  private static final int IPV6_ADDRESS = 1 << 8;
  private static final int IPV6_ROUTE = 1 << 10;
  private static final int IPV6_RULE = 1 << 18;
  private static final int GROUPS =
      LINK | IPV4_ADDRESS | IPV4_ROUTE | IPV4_RULE | IPV6_ADDRESS | IPV6_ROUTE | IPV6_RULE;

  private static final long PATIENCE_MILLIS = 1000;

  // deps
  private final Netlink notifications;
  private final Netlink questions;
  private final NanoClock clock;
  private final LinkTable table = new LinkTable();
  private final NetlinkRequest request = new NetlinkRequest();
  private final Thread thread = new Thread(this::run, "kald-links");

  // state
  private volatile Runnable whenAddressesChange = () -> {};
  private boolean started;
  private boolean closed; // guarded by this
  private boolean ended; // guarded by this

  private LinkMonitor(Netlink notifications, Netlink questions, NanoClock clock) {
    this.notifications = notifications;
    this.questions = questions;
    this.clock = clock;
  }

  /**
   * Starts it for the network namespace of the calling thread; the table is complete then.
   *
   * @return null when the kernel would not
   */
  static @Nullable LinkMonitor start(NanoClock clock) {
    Netlink notifications = Netlink.open(GROUPS);
    Netlink questions = notifications == null ? null : Netlink.open(0);
    if (notifications == null || questions == null) {
      if (notifications != null) {
        notifications.close();
      }
      return null;
    }
    LinkMonitor monitor = new LinkMonitor(notifications, questions, clock);
    if (monitor.readAll() != 0 || monitor.readAddresses() != 0) {
      monitor.release();
      return null;
    }
    monitor.readRules();
    monitor.started = true; // before the thread reads it
    monitor.thread.setDaemon(true);
    monitor.thread.start();
    return monitor;
  }

  LinkTable table() {
    return table;
  }

  private void run() {
    while (!isClosed()) {
      int errno = notifications.listen(this::take);
      if (errno == Errno.ENOBUFS) {
        table.changed(clock.nanoTime()); // some reports were lost
        readAll();
        readRules(); // as if they had changed: routes may have
        whenAddressesChange.run();
      } else if (errno != 0 && errno != Errno.EINTR) {
        log.warn("interfaces are no longer watched: {}", Errno.text(errno));
        break;
      }
    }
    end();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  // Whoever is last closes the sockets, so that no number is used that may be another's by then.
  private synchronized void end() {
    ended = true;
    if (closed) {
      release();
    }
  }

  private int readAll() {
    return questions.ask(LinkMessages.all(request), this::take);
  }

  private void report(NetlinkMessage message, long nowNanos) {
    int index = LinkMessages.index(message);
    table.ports().report(LinkMessages.port(message), nowNanos);
    table.reportArp(index, LinkMessages.arpOff(message), nowNanos);
    table.report(LinkMessages.link(message), nowNanos);
    table.reportMtu(index, LinkMessages.mtu(message), nowNanos);
  }

  private void readOne(int index) {
    questions.ask(LinkMessages.one(request, index), this::take);
  }

  /** A kernel without policy routing has none, and refuses. */
  private void readRules() {
    questions.ask(RuleMessages.all(request), this::take);
  }

  private int readAddresses() {
    return questions.ask(AddressMessages.allOfIpv6(request), this::take);
  }

  private void take(NetlinkMessage message) {
    switch (message.type()) {
      case LinkMessages.NEW_LINK -> {
        if (LinkMessages.isOfLink(message)) {
          report(message, clock.nanoTime());
        } else {
          readOne(LinkMessages.index(message)); // a port's state may have changed
        }
      }
      case LinkMessages.DELETED_LINK -> {
        if (LinkMessages.isOfLink(message)) {
          table.gone(LinkMessages.index(message), clock.nanoTime());
        }
      }
      case AddressMessages.DELETED_ADDRESS -> {
        noteGone(message);
        addressChanged(message);
      }
      case AddressMessages.NEW_ADDRESS -> {
        noteBack(message);
        noteUsable(message);
        addressChanged(message);
      }
      case Netlink.WOKEN -> readAll();
      default -> routeChanged(message);
    }
  }

  private void routeChanged(NetlinkMessage message) {
    long nowNanos = clock.nanoTime();
    boolean change = RouteMessages.isChange(message);
    if (change && !RouteMessages.note(message, table.routes(), nowNanos)) {
      return;
    }
    if (change && RuleMessages.isSourcePortRule(message)) {
      table.addSourcePortRule();
    }
    table.changed(nowNanos);
  }

  private void noteGone(NetlinkMessage message) {
    byte[] address = AddressMessages.address(message);
    table.addresses().lost(address, clock.nanoTime());
    if (address.length == 16) {
      table.freshAddresses().lost(AddressMessages.interfaceIndex(message), address);
    }
  }

  private void noteBack(NetlinkMessage message) {
    byte[] address = AddressMessages.address(message);
    if (AddressMessages.bringsSource(message)) {
      table.addresses().reported(address, clock.nanoTime());
    } else if (address.length == 4 || AddressMessages.isUsable(message)) {
      table.addresses().found(IpText.of(address), clock.nanoTime());
    }
  }

  private void noteUsable(NetlinkMessage message) {
    if (!AddressMessages.isUsable(message)) {
      return;
    }
    int index = AddressMessages.interfaceIndex(message);
    byte[] address = AddressMessages.address(message);
    if (started && AddressMessages.isDetected(message)) {
      table.freshAddresses().reported(index, address, clock.nanoTime());
    } else {
      table.freshAddresses().known(index, address);
    }
  }

  private void addressChanged(NetlinkMessage message) {
    table.changed(clock.nanoTime());
    if (AddressMessages.isOfWiderScope(message)) {
      whenAddressesChange.run();
    }
  }

  /** Calls that on this monitor's thread after each change of an address, from now on. */
  void whenAddressesChange(Runnable task) {
    whenAddressesChange = task;
  }

  private void release() {
    notifications.close();
    questions.close();
  }

  /** Has all links looked at anew, soon. Any thread. */
  synchronized void refresh() {
    if (!closed && !ended) {
      notifications.wake();
    }
  }

  @Override
  public void close() {
    requestEnd();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void requestEnd() {
    if (closed) {
      return;
    }
    closed = true;
    if (ended) {
      release();
    } else {
      notifications.wake();
    }
  }
}
