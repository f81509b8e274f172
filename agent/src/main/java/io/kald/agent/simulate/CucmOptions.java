package io.kald.agent.simulate;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that is wanted.
 *
 * @param nodes at least one
 * @param tls null: plain TCP
 * @param traceDir where trace files are written; null: nowhere
 * @param control where the control API listens; null: nowhere
 * @param script faults that come by themselves
 */
public record CucmOptions(
    List<Node> nodes,
    Rules rules,
    @Nullable Tls tls,
    @Nullable Path traceDir,
    @Nullable InetSocketAddress control,
    List<TimedFault> script) {
  /** Copies the lists, and refuses a cluster without nodes or with two of one name. */
  public CucmOptions {
    nodes = List.copyOf(nodes);
    script = List.copyOf(script);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("nodes: none (expected: at least one)");
    }
    if (nodes.stream().map(Node::name).distinct().count() != nodes.size()) {
      throw new IllegalArgumentException("nodes: " + nodes + " (expected: a name for each)");
    }
  }

  /** So many nodes, {@code cucm1} and up, on free ports of 127.0.0.1. */
  public static CucmOptions loopback(int nodes) {
    return of(
        IntStream.rangeClosed(1, nodes)
            .mapToObj(number -> new Node("cucm" + number, "127.0.0.1", 0))
            .toList());
  }

  /** These nodes, with everything else as usual. */
  public static CucmOptions of(List<Node> nodes) {
    return new CucmOptions(nodes, Rules.DEFAULT, null, null, null, List.of());
  }

  /** The same with other rules. */
  public CucmOptions with(Rules other) {
    return new CucmOptions(nodes, other, tls, traceDir, control, script);
  }

  /** The same with TLS on every node. */
  public CucmOptions withTls(@Nullable Tls other) {
    return new CucmOptions(nodes, rules, other, traceDir, control, script);
  }

  /** The same with trace files. */
  public CucmOptions withTraces(@Nullable Path directory) {
    return new CucmOptions(nodes, rules, tls, directory, control, script);
  }

  /** The same with a control API. */
  public CucmOptions withControl(@Nullable InetSocketAddress address) {
    return new CucmOptions(nodes, rules, tls, traceDir, address, script);
  }

  /** The same with faults that come by themselves. */
  public CucmOptions withScript(List<TimedFault> faults) {
    return new CucmOptions(nodes, rules, tls, traceDir, control, faults);
  }

  /**
   * A call manager.
   *
   * @param port 0: a free one
   */
  public record Node(String name, String host, int port) {}

  /**
   * A certificate and its key.
   *
   * @param certificate PEM, the chain
   * @param key PEM, PKCS#8 without a password
   * @param clients PEM, whose signatures a phone's certificate must have; null: phones need none
   */
  public record Tls(Path certificate, Path key, @Nullable Path clients) {
    /** Any phone may come. */
    public Tls(Path certificate, Path key) {
      this(certificate, key, null);
    }
  }

  /** A fault that comes {@code afterNanos} after the start. */
  public record TimedFault(String node, Fault fault, long afterNanos) {}

  /**
   * How the cluster treats phones.
   *
   * @param keepAliveSeconds what RegisterAck tells, at least 1; three of them make a device dead
   * @param standbySeconds the same for a standby link
   * @param protocol the highest version the cluster speaks, 0 to 22
   * @param devices who may register; empty: everybody
   * @param tokenDepth how many phones may hold a token at a time
   * @param tokenWaitSeconds when a refused phone may ask again
   * @param maxEvents messages of a device within 5 s; one more closes its connection
   */
  public record Rules(
      int keepAliveSeconds,
      int standbySeconds,
      int protocol,
      Set<String> devices,
      int tokenDepth,
      int tokenWaitSeconds,
      int maxEvents) {
    /** As a CUCM comes: 30 s, 60 s, protocol 22, everybody, 10 tokens, 10 s, 2,000 messages. */
    public static final Rules DEFAULT = new Rules(30, 60, 22, Set.of(), 10, 10, 2000);

    /** Copies the set and checks the numbers. */
    public Rules {
      devices = Set.copyOf(devices);
      if (keepAliveSeconds < 1 || standbySeconds < 1 || tokenWaitSeconds < 1) {
        throw new IllegalArgumentException("seconds: less than 1 (expected: >= 1)");
      }
      if (protocol < 0 || protocol > 22) {
        throw new IllegalArgumentException("protocol: " + protocol + " (expected: 0 ~ 22)");
      }
      if (tokenDepth < 0 || maxEvents < 1) {
        throw new IllegalArgumentException(
            "tokenDepth, maxEvents: " + tokenDepth + ", " + maxEvents + " (expected: >= 0, >= 1)");
      }
    }

    /** The same with other KeepAlive intervals, in seconds. */
    public Rules keepAlive(int active, int standby) {
      return new Rules(active, standby, protocol, devices, tokenDepth, tokenWaitSeconds, maxEvents);
    }

    /** The same with another protocol version. */
    public Rules speaking(int version) {
      return new Rules(
          keepAliveSeconds,
          standbySeconds,
          version,
          devices,
          tokenDepth,
          tokenWaitSeconds,
          maxEvents);
    }

    /** The same for these devices only. */
    public Rules only(Set<String> names) {
      return new Rules(
          keepAliveSeconds,
          standbySeconds,
          protocol,
          names,
          tokenDepth,
          tokenWaitSeconds,
          maxEvents);
    }

    /** The same with other tokens. */
    public Rules tokens(int depth, int waitSeconds) {
      return new Rules(
          keepAliveSeconds, standbySeconds, protocol, devices, depth, waitSeconds, maxEvents);
    }

    /** The same with another throttle. */
    public Rules throttledAt(int events) {
      return new Rules(
          keepAliveSeconds,
          standbySeconds,
          protocol,
          devices,
          tokenDepth,
          tokenWaitSeconds,
          events);
    }

    /** Whether a device may register. */
    boolean knows(String device) {
      return !device.isEmpty() && (devices.isEmpty() || devices.contains(device));
    }
  }
}
