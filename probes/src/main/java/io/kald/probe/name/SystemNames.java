package io.kald.probe.name;

import io.kald.probe.Family;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks getaddrinfo, on threads of its own: each lookup holds one for as long as it takes. */
final class SystemNames implements AutoCloseable {
  /** How many lookups go on at once. */
  static final int THREADS = 16;

  static {
    // Names are looked up as often as they should be; a second memory would only hide changes.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::daemonThread);

  SystemNames() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** Looks a name up; {@code done} is called on a thread of this pool. */
  void lookUp(String host, Family family, Consumer<Found> done) {
    threads.execute(() -> done.accept(found(host, family)));
  }

  private static Found found(String host, Family family) {
    try {
      List<InetAddress> all =
          Arrays.stream(InetAddress.getAllByName(host)).filter(a -> isOf(family, a)).toList();
      return all.isEmpty() ? Found.none(Found.noAddress(family)) : Found.of(all);
    } catch (UnknownHostException e) {
      return Found.none("the system's resolver: " + e.getMessage());
    }
  }

  private static boolean isOf(Family family, InetAddress address) {
    return switch (family) {
      case ANY -> true;
      case IPV4 -> address instanceof Inet4Address;
      case IPV6 -> !(address instanceof Inet4Address);
    };
  }

  private Thread daemonThread(Runnable task) {
    Thread thread = new Thread(task, "kald-getaddrinfo");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
