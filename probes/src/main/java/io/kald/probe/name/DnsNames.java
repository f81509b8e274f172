package io.kald.probe.name;

import io.kald.probe.Family;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers as resolv.conf says, in the manner of glibc; a lookup under way holds no
 * thread. Confined to its loop.
 */
final class DnsNames implements AutoCloseable {
  private static final long LOOK_MILLIS = 1000;

  /** How far apart lookups begin that are repeated: 4,000 a second. */
  private static final long APART_MICROS = 250;

  // deps
  private final EventLoop loop;
  private final boolean epoll;
  private final Supplier<ResolverConf> conf;

  // state
  private final Map<InetSocketAddress, DnsWire> wires = new HashMap<>();
  private @Nullable ResolverConf inForce;
  private @Nullable InetSocketAddress answers;
  private int rotation;
  private int underWay;
  private int repeated; // and not begun yet
  private boolean looking;

  /**
   * {@code conf} is asked at each lookup, and each second while any is under way, so that a changed
   * file is in force at once.
   */
  DnsNames(EventLoop loop, boolean epoll, Supplier<ResolverConf> conf) {
    this.loop = loop;
    this.epoll = epoll;
    this.conf = conf;
  }

  /** Looks a name up; {@code done} is called once, on the loop. */
  void lookUp(String host, Family family, Consumer<Found> done) {
    underWay++;
    lookLater();
    begin(
        host,
        family,
        found -> {
          underWay--;
          done.accept(found);
        });
  }

  private void begin(String host, Family family, Consumer<Found> done) {
    ResolverConf now = current();
    new Search(now, host, family, servers(now), done).next();
  }

  private ResolverConf current() {
    ResolverConf now = conf.get();
    if (!now.equals(inForce)) {
      inForce = now;
      retain(now);
    }
    return now;
  }

  private void lookLater() {
    if (!looking) {
      looking = true;
      var unused = loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A lookup of servers that the file does not name any more need not wait for them. */
  private void look() {
    looking = false;
    if (underWay > 0 && inForce != null) {
      current();
      lookLater();
    }
  }

  /** Begins a lookup anew that failed by servers of before. */
  private void repeat(String host, Family family, Consumer<Found> done) {
    Runnable turn =
        () -> {
          repeated--;
          begin(host, family, done);
        };
    var unused = loop.schedule(turn, repeated++ * APART_MICROS, TimeUnit.MICROSECONDS);
  }

  /** To a server; null when the file does not name it any more. */
  @Nullable DnsWire wire(InetSocketAddress server) {
    ResolverConf now = inForce;
    return now == null || !now.servers().contains(server)
        ? null
        : wires.computeIfAbsent(server, to -> new DnsWire(loop, epoll, to, now.timeoutSeconds()));
  }

  /** This server answered when another was silent: it is asked first from now on. */
  void answered(InetSocketAddress server) {
    answers = server;
  }

  /**
   * Closes what is not as the file says; questions under way fail, and their lookups begin anew.
   */
  private void retain(ResolverConf now) {
    List<DnsWire> others = new ArrayList<>();
    wires
        .entrySet()
        .removeIf(
            each -> {
              boolean other =
                  !now.servers().contains(each.getKey())
                      || each.getValue().timeoutSeconds() != now.timeoutSeconds();
              return other && others.add(each.getValue());
            });
    others.forEach(DnsWire::close);
  }

  private List<InetSocketAddress> servers(ResolverConf now) {
    List<InetSocketAddress> servers = new ArrayList<>(now.servers());
    if (now.rotate()) {
      Collections.rotate(servers, -(rotation++ % servers.size()));
    } else {
      int first = answers == null ? 0 : Math.max(0, servers.indexOf(answers));
      Collections.rotate(servers, -first);
    }
    return servers;
  }

  @Override
  public void close() {
    wires.values().forEach(DnsWire::close);
    wires.clear();
    inForce = null;
  }

  /** One name with each of the domains to search. */
  private final class Search {
    private final ResolverConf conf;
    private final String host;
    private final Family family;
    private final List<InetSocketAddress> servers;
    private final Iterator<String> candidates;
    private final Consumer<Found> done;

    Search(
        ResolverConf conf,
        String host,
        Family family,
        List<InetSocketAddress> servers,
        Consumer<Found> done) {
      this.conf = conf;
      this.host = host;
      this.family = family;
      this.servers = servers;
      this.candidates = conf.candidates(host).iterator();
      this.done = done;
    }

    void next() {
      String name = candidates.next();
      List<DnsRecordType> types = new ArrayList<>();
      if (family != Family.IPV4 && !(conf.noAaaa() && family == Family.ANY)) {
        types.add(DnsRecordType.AAAA);
      }
      if (family != Family.IPV6) {
        types.add(DnsRecordType.A);
      }
      Round round = new Round(name, types);
      if (conf.oneAtATime()) {
        round.ask();
      } else {
        types.forEach(type -> round.ask());
      }
    }

    private void end(Round round) {
      if (!round.addresses.isEmpty()) {
        done.accept(Found.of(round.addresses));
      } else if (!round.trouble.isEmpty() && inForce != null && !conf.equals(inForce)) {
        repeat(host, family, done);
      } else if (!round.trouble.isEmpty()) {
        // Whether the name exists is not known: the next domain's name may be another's.
        done.accept(Found.none("the name servers do not help: " + round.trouble));
      } else if (candidates.hasNext()) {
        next();
      } else {
        done.accept(Found.none(Found.noAddress(round.exists ? family : Family.ANY)));
      }
    }

    /** One name and its types. */
    private final class Round {
      private final String name;
      private final List<DnsRecordType> types;
      private final List<InetAddress> addresses = new ArrayList<>();
      private String trouble = "";
      private boolean exists;
      private int asked;
      private int answered;

      Round(String name, List<DnsRecordType> types) {
        this.name = name;
        this.types = types;
      }

      /** Asks for the next type. */
      void ask() {
        DnsRecordType type = types.get(asked++);
        new DnsQuery(DnsNames.this, name, type, servers, conf.attempts(), this::take).ask();
      }

      private void take(DnsQuery.Result result) {
        if (result instanceof DnsQuery.Result.Known known) {
          addresses.addAll(known.addresses());
          exists = true;
        } else if (result instanceof DnsQuery.Result.Failed failed) {
          trouble = failed.why();
        }
        if (++answered == types.size()) {
          end(this);
        } else if (asked < types.size() && conf.oneAtATime()) {
          ask();
        }
      }
    }
  }
}
