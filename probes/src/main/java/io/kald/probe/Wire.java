package io.kald.probe;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How probes look to one who sees only their packets: what the witness, the slices and the audit
 * ask of a kind of probe.
 *
 * @param port of the target, or 0: the transport has none
 * @param close how an answered connection ends, or null: unknown, or there is none
 * @param resetIs what a reset right after the handshake is
 */
public record Wire(Transport transport, int port, @Nullable TcpClose close, ResetIs resetIs) {
  /** An ICMP echo. */
  public static final Wire ECHO = new Wire(Transport.ICMP, 0, null, ResetIs.ANSWERED);

  /** What carries the question. */
  public enum Transport {
    /** A connection of its own for each probe. */
    TCP,
    /** Datagrams. */
    UDP,
    /** Echoes, which have an identifier in place of ports. */
    ICMP;

    /** {@code tcp}, as captures and audits call it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Whether the first packet that comes back is the answer, as with a handshake or an echo: only
   * then do packets show what a result must be.
   */
  public boolean firstPacketAnswers() {
    return transport == Transport.ICMP || close != null;
  }

  /** TCP probes whose connections end in a way that is not known beforehand. */
  public static Wire tcp(int port) {
    return new Wire(Transport.TCP, port, null, ResetIs.ANSWERED);
  }
}
