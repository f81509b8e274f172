package io.kald.probe.name;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.address.IpText;
import io.kald.probe.name.AddressOrder.Candidate;
import io.kald.probe.name.NameSources.Source;
import io.kald.probe.net.Loops;
import io.kald.probe.net.RouteSource;
import io.kald.probe.time.NanoClock;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The names of this machine, by its own files: the hosts file and name servers are asked on one
 * loop, without a thread for each name; getaddrinfo only for sources that nsswitch.conf names
 * besides. Files are read again when they change.
 */
public final class HostNames implements HostLookup {
  /** One lookup keeps some kilobytes. */
  private static final int MOST_UNDER_WAY = 4096;

  private static final int MOST_STALLING = MOST_UNDER_WAY / 2;

  /** 4,000 lookups a second begin, so that no receive buffer overflows. */
  private static final int PER_TURN = 40;

  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_REMEMBERED = 1 << 16;

  // deps
  private final NameFiles files;
  private final boolean nativeWanted;
  private final NanoClock clock;

  // state
  private @Nullable Parts parts;
  private boolean closed;

  HostNames(NameFiles files, boolean nativeWanted, NanoClock clock) {
    this.files = files;
    this.nativeWanted = nativeWanted;
    this.clock = clock;
  }

  /**
   * Those of this machine; nothing is read, loaded or started before the first lookup.
   *
   * @param nativeWanted whether epoll is used where it is there
   */
  public static HostNames ofThisMachine(boolean nativeWanted) {
    return new HostNames(NameFiles.SYSTEM, nativeWanted, NanoClock.SYSTEM);
  }

  /**
   * Looks one name up, waits for it, and chooses an address.
   *
   * @return a numeric address
   * @throws UnknownHostException when it has none; the message is for a reader
   */
  public static String once(String host, Family family, Egress egress) throws UnknownHostException {
    if (isAddress(host)) {
      return host;
    }
    try (HostNames names = ofThisMachine(true)) {
      return names
          .addresses(host, family)
          .thenApply(found -> names.choose(found, egress, ""))
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("the name cannot be looked up", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host + ": interrupted");
    }
  }

  /** The same for a name whose family does not matter. */
  public static String once(String host) throws UnknownHostException {
    return once(host, Family.ANY, Egress.DEFAULT);
  }

  /** Whether a host is numeric: such one is never looked up. */
  public static boolean isAddress(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  @Override
  public CompletableFuture<List<InetAddress>> addresses(String host, Family family) {
    CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
    Parts now = parts();
    now.loop.execute(() -> now.begin(host, family, result));
    return result;
  }

  @Override
  public String choose(List<InetAddress> addresses, Egress egress, String current) {
    if (addresses.size() == 1) {
      return text(addresses.get(0));
    }
    List<Candidate> candidates = new ArrayList<>();
    try {
      for (InetAddress address : addresses) {
        candidates.add(new Candidate(address, RouteSource.of(address, egress).orElse(null)));
      }
    } catch (IOException e) {
      // What the kernel cannot be asked for now is no reason to move.
      return addresses.stream().map(HostNames::text).anyMatch(current::equals)
          ? current
          : text(addresses.get(0));
    }
    Candidate best = AddressOrder.sorted(candidates, parts().policy.now()).get(0);
    boolean stays =
        candidates.stream()
            .anyMatch(c -> text(c.address()).equals(current) && AddressOrder.keeps(c, best));
    return stays ? current : text(best.address());
  }

  @Override
  public ScheduledExecutorService thread() {
    return parts().loop;
  }

  @Override
  public synchronized void close() {
    boolean first = !closed;
    closed = true;
    if (first && parts != null) {
      parts.close();
    }
  }

  private synchronized Parts parts() {
    if (closed) {
      throw new IllegalStateException("names are not looked up any more");
    }
    if (parts == null) {
      parts = new Parts();
    }
    return parts;
  }

  /** As people write it, with the zone where there is one. */
  private static String text(InetAddress address) {
    String plain = address.getHostAddress();
    int zone = plain.indexOf('%');
    return IpText.of(address.getAddress()) + (zone < 0 ? "" : plain.substring(zone));
  }

  /** What the first lookup starts. Confined to its loop, but for the making. */
  private final class Parts {
    private final Loops loops = Loops.start("kald-names", 1, nativeWanted);
    private final EventLoop loop = loops.all().get(0);
    private final WatchedFile<String> hostname =
        new WatchedFile<>(Path.of("/proc/sys/kernel/hostname"), String::strip, "");
    private final WatchedFile<HostsTable> hosts =
        new WatchedFile<>(files.hosts(), HostsTable::parse, HostsTable.EMPTY);
    private final WatchedFile<NameSources> sources =
        new WatchedFile<>(files.nsswitch(), NameSources::parse, NameSources.USUAL);
    private final WatchedFile<PolicyTable> policy =
        new WatchedFile<>(files.gaiConf(), PolicyTable::parse, PolicyTable.USUAL);
    private final WatchedFile<ResolverConf> conf =
        new WatchedFile<>(files.resolvConf(), this::conf, conf(""));
    private final Set<String> stalled = new HashSet<>();
    private @Nullable Dns dns;
    private @Nullable SystemDoor system;

    private ResolverConf conf(String text) {
      return ResolverConf.parse(text, hostname.now(), files.dnsPort());
    }

    void begin(String host, Family family, CompletableFuture<List<InetAddress>> result) {
      try {
        Iterator<Source> order = sources.now().order(host, hostname.now()).iterator();
        next(host, family, order, Found.none(Found.noAddress(family)), result);
      } catch (RuntimeException | LinkageError e) {
        result.completeExceptionally(e);
      }
    }

    private void next(
        String host,
        Family family,
        Iterator<Source> order,
        Found last,
        CompletableFuture<List<InetAddress>> result) {
      if (!last.addresses().isEmpty()) {
        result.complete(last.addresses());
      } else if (!order.hasNext()) {
        result.completeExceptionally(new UnknownHostException(host + ": " + last.why()));
      } else {
        ask(order.next(), host, family, found -> next(host, family, order, found, result));
      }
    }

    private void ask(Source source, String host, Family family, Consumer<Found> done) {
      switch (source) {
        case FILES -> {
          List<InetAddress> found = hosts.now().addresses(host, family);
          done.accept(found.isEmpty() ? Found.none(Found.noAddress(family)) : Found.of(found));
        }
        case DNS -> {
          Found special = SpecialNames.found(host, family);
          if (special != null) {
            done.accept(special);
            return;
          }
          Dns door = dns == null ? new Dns(this) : dns;
          dns = door;
          timed(door.queue, host, taken -> door.names.lookUp(host, family, taken), done);
        }
        case SYSTEM -> {
          SystemDoor door = system == null ? new SystemDoor(loop) : system;
          system = door;
          timed(
              door.queue,
              host,
              taken -> door.names.lookUp(host, family, f -> loop.execute(() -> taken.accept(f))),
              done);
        }
      }
    }

    /** Waits for its turn, and remembers whether the name stalled. */
    private void timed(
        LookupQueue queue, String host, Consumer<Consumer<Found>> lookup, Consumer<Found> done) {
      boolean stalledBefore = stalled.contains(host);
      queue.add(
          stalledBefore,
          () -> {
            long began = clock.nanoTime();
            lookup.accept(
                found -> {
                  remember(host, clock.nanoTime() - began > STALLED_NANOS);
                  queue.ended(stalledBefore);
                  done.accept(found);
                });
          });
    }

    private void remember(String host, boolean nowStalled) {
      if (!nowStalled) {
        stalled.remove(host);
      } else if (stalled.size() < MOST_REMEMBERED) {
        stalled.add(host);
      }
    }

    void close() {
      loop.execute(
          () -> {
            if (dns != null) {
              dns.names.close();
            }
            if (system != null) {
              system.names.close();
            }
          });
      loops.close();
    }
  }

  /** Made with the first name that name servers are asked for. */
  private static final class Dns {
    private final DnsNames names;
    private final LookupQueue queue;

    Dns(Parts parts) {
      names = new DnsNames(parts.loop, parts.loops.epoll(), parts.conf::now);
      queue = new LookupQueue(parts.loop, MOST_UNDER_WAY, MOST_STALLING, PER_TURN);
    }
  }

  /** Made with the first name that getaddrinfo is asked for. */
  private static final class SystemDoor {
    private final SystemNames names = new SystemNames();
    private final LookupQueue queue;

    SystemDoor(EventLoop loop) {
      queue = new LookupQueue(loop, SystemNames.THREADS, SystemNames.THREADS / 2, PER_TURN);
    }
  }
}
