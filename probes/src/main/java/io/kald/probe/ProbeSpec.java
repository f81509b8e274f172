package io.kald.probe;

import java.util.function.Function;

/** What is asked of a target. Complete and valid: a spec that exists needs no further checks. */
public sealed interface ProbeSpec {
  /** Name or numeric address of the target. */
  String host();

  /** Which of the host's addresses may be asked. */
  Family family();

  /** How the packets leave. */
  Egress egress();

  /** The kind as metrics, journal and messages spell it: {@code tcp}, {@code icmp}. */
  String kind();

  /** The target as a reader would type it: {@code host:port} or {@code host}. */
  String target();

  /** One branch for each kind: a new kind does not compile until every caller has one. */
  <R> R match(Function<TcpSpec, R> tcp, Function<IcmpSpec, R> icmp);

  /** A TCP handshake, closed as {@code close} says. */
  record TcpSpec(String host, int port, TcpClose close, Family family, Egress egress)
      implements ProbeSpec {
    @Override
    public String kind() {
      return "tcp";
    }

    @Override
    public String target() {
      return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    @Override
    public <R> R match(Function<TcpSpec, R> tcp, Function<IcmpSpec, R> icmp) {
      return tcp.apply(this);
    }
  }

  /**
   * An ICMP echo.
   *
   * @param payloadBytes bytes after the ICMP header, 24 to 1472; the first 24 are kald's own key
   */
  record IcmpSpec(String host, Family family, Egress egress, int payloadBytes)
      implements ProbeSpec {
    /** What {@code ping} sends, and what CSS-era devices expect to see. */
    public static final int DEFAULT_PAYLOAD = 56;

    @Override
    public String kind() {
      return "icmp";
    }

    @Override
    public String target() {
      return host;
    }

    @Override
    public <R> R match(Function<TcpSpec, R> tcp, Function<IcmpSpec, R> icmp) {
      return icmp.apply(this);
    }
  }
}
