package io.kald.probe.tcp;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.Wire;

/**
 * A TCP handshake, closed as {@code close} says.
 *
 * @param resetIs what a reset right after the handshake is; unused with {@link TcpClose#HALF_OPEN},
 *     which completes none
 * @param synRetries how often the SYN may be sent again, 0 to 6, or {@link Egress#KERNEL}
 */
public record TcpSpec(
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

  static final String KIND = "tcp";

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
    return KIND;
  }

  @Override
  public String target() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }

  @Override
  public Wire wire() {
    return new Wire(Wire.Transport.TCP, port, close, resetIs);
  }
}
