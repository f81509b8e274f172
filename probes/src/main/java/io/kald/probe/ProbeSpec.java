package io.kald.probe;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is asked of a target. Complete and valid: a spec that exists needs no further checks. */
public sealed interface ProbeSpec {
  /** Name or numeric address of the target. */
  String host();

  /** Which of the host's addresses may be asked. */
  Family family();

  /** How the packets leave. */
  Egress egress();

  /**
   * The kind as metrics, journal and messages spell it: {@code tcp}, {@code icmp}, {@code sccp}.
   */
  String kind();

  /** The target as a reader would type it: {@code host:port}, {@code host}, or all of a group. */
  String target();

  /** The longest an answer may take, whatever the rule says. */
  default long mostNanos() {
    return Long.MAX_VALUE;
  }

  /** One branch for each kind: a new kind does not compile until every caller has one. */
  <R> R match(Function<TcpSpec, R> tcp, Function<IcmpSpec, R> icmp, Function<SccpSpec, R> sccp);

  /**
   * A TCP handshake, closed as {@code close} says.
   *
   * @param resetIs what a reset right after the handshake is; unused with {@link
   *     TcpClose#HALF_OPEN}, which completes none
   * @param synRetries how often the SYN may be sent again, 0 to 6, or {@link Egress#KERNEL}
   */
  record TcpSpec(
      String host,
      int port,
      TcpClose close,
      ResetIs resetIs,
      Family family,
      Egress egress,
      int synRetries)
      implements ProbeSpec {
    /** How long an answer may take with one SYN: Linux sends the second after 1 s. */
    public static final long ONE_SYN_NANOS = 850_000_000L;

    /** One that sends its SYN again as the kernel does, and whose handshake is the answer. */
    public TcpSpec(String host, int port, TcpClose close, Family family, Egress egress) {
      this(host, port, close, ResetIs.ANSWERED, family, egress, Egress.KERNEL);
    }

    @Override
    public long mostNanos() {
      return synRetries == 0 ? ONE_SYN_NANOS : Long.MAX_VALUE;
    }

    @Override
    public String kind() {
      return "tcp";
    }

    @Override
    public String target() {
      return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    @Override
    public <R> R match(
        Function<TcpSpec, R> tcp, Function<IcmpSpec, R> icmp, Function<SccpSpec, R> sccp) {
      return tcp.apply(this);
    }
  }

  /**
   * An ICMP echo.
   *
   * @param payloadBytes bytes after the ICMP header, 24 to 1472; the first 24 are kald's own key
   * @param dontFragment whether an echo that a link cannot carry whole is dropped there; otherwise
   *     it goes on in fragments
   */
  record IcmpSpec(String host, Family family, Egress egress, int payloadBytes, boolean dontFragment)
      implements ProbeSpec {
    /** What {@code ping} sends, and what CSS-era devices expect to see. */
    public static final int DEFAULT_PAYLOAD = 56;

    /** One that may be fragmented. */
    public IcmpSpec(String host, Family family, Egress egress, int payloadBytes) {
      this(host, family, egress, payloadBytes, false);
    }

    @Override
    public String kind() {
      return "icmp";
    }

    @Override
    public String target() {
      return host;
    }

    @Override
    public <R> R match(
        Function<TcpSpec, R> tcp, Function<IcmpSpec, R> icmp, Function<SccpSpec, R> sccp) {
      return icmp.apply(this);
    }
  }

  /**
   * A phone: registered with one node of its group, watching another.
   *
   * @param nodes in order of preference, 1 to 3, each with a name of its own
   * @param srst the last resort when none of them takes the phone, or null
   * @param tls null: plain TCP
   */
  record SccpSpec(
      PhoneDevice device,
      List<PhoneNode> nodes,
      @Nullable PhoneNode srst,
      PhoneTimers timers,
      PhoneDetection detection,
      @Nullable PhoneTls tls,
      Egress egress)
      implements ProbeSpec {
    /** Takes a copy of the nodes and refuses a group without any. */
    public SccpSpec {
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("nodes: none (expected: 1 ~ 3)");
      }
      nodes = List.copyOf(nodes);
    }

    /**
     * Whether a phone that is registered as this needs no new registration to become the other:
     * they differ in detection and timers at most.
     */
    public boolean registersAs(SccpSpec other) {
      return equals(
          new SccpSpec(
              other.device, other.nodes, other.srst, timers, detection, other.tls, other.egress));
    }

    /** The same for another device. */
    public SccpSpec as(PhoneDevice other) {
      return new SccpSpec(other, nodes, srst, timers, detection, tls, egress);
    }

    /** The host of the first node. */
    @Override
    public String host() {
      return nodes.get(0).host();
    }

    @Override
    public Family family() {
      return Family.ANY;
    }

    @Override
    public String kind() {
      return "sccp";
    }

    @Override
    public String target() {
      return nodes.stream().map(PhoneNode::target).collect(Collectors.joining(", "));
    }

    @Override
    public <R> R match(
        Function<TcpSpec, R> tcp, Function<IcmpSpec, R> icmp, Function<SccpSpec, R> sccp) {
      return sccp.apply(this);
    }
  }
}
