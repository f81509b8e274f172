package io.kald.agent.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, or the attempt at one, as packets show it; told when it is over, evicted or
 * the capture ends.
 *
 * @param client who sent the SYN; without one, who was sent the SYN-ACK; without either, who sent
 *     the first packet
 * @param syn the first SYN; null when the connection is older than the capture
 * @param synAgain the SYN's retransmissions, at most 16
 * @param synAck the first SYN-ACK
 * @param established the client's ACK that completed the handshake
 * @param closing the first FIN or RST of either side
 * @param closedBy who sent it
 * @param close how it ended
 * @param last its last packet
 * @param packets both directions
 * @param clientBytes payload the client sent, retransmissions not counted twice
 * @param serverBytes payload the server sent
 * @param retransmissions segments with payload or FIN sent again by either side, at most 64
 * @param rejection the ICMP error that told of it
 * @param httpStatus status code of the first HTTP status line of the server, or 0
 * @param forgotten where it was quiet and nobody knew it any more; null where that did not happen
 * @param clientUptime the client's TCP timestamps at their first and last, null without any
 */
public record TcpExchange(
    Endpoint client,
    Endpoint server,
    @Nullable Moment syn,
    List<Moment> synAgain,
    @Nullable Moment synAck,
    @Nullable Moment established,
    @Nullable Moment closing,
    Side closedBy,
    Close close,
    Moment last,
    long packets,
    long clientBytes,
    long serverBytes,
    List<Moment> retransmissions,
    @Nullable Rejection rejection,
    int httpStatus,
    @Nullable Forgotten forgotten,
    @Nullable Timestamps clientUptime) {

  /** From the first SYN to the SYN-ACK in nanoseconds, or -1. */
  public long rttNanos() {
    return syn == null || synAck == null ? -1 : synAck.atNanos() - syn.atNanos();
  }

  /** Whether the server, which had been sent no data, closed an answered connection first. */
  public boolean closedAtOnce() {
    return closedBy == Side.SERVER && synAck != null && clientBytes == 0;
  }

  /**
   * An open connection that was quiet for 2 s or more, and whose next data drew RST, or was sent
   * again twice and more without any word of the other side.
   *
   * @param quiet the last packet before
   * @param resumed the data
   * @param reset whether RST came back
   */
  public record Forgotten(Moment quiet, Moment resumed, boolean reset) {
    /** How long it was quiet. */
    public long idleNanos() {
      return resumed.atNanos() - quiet.atNanos();
    }
  }

  /** Who did something. */
  public enum Side {
    CLIENT,
    SERVER,
    NEITHER
  }

  /** How a connection ended. */
  public enum Close {
    /** The client completed the handshake and sent RST. */
    RST,
    /** The first to close sent FIN. */
    FIN,
    /** The client answered the SYN-ACK with RST and never completed the handshake. */
    HALF_OPEN,
    /** The server answered the SYN with RST. */
    REFUSED,
    /** The SYN was answered by nothing but silence or an ICMP error. */
    SILENT,
    /** The server sent RST after the handshake. */
    RESET_BY_SERVER,
    /** Still open when the capture ended. */
    OPEN,
    /** Put out of a full table; what came after it is told as another exchange. */
    EVICTED
  }

  /**
   * TCP timestamp values of one side.
   *
   * @param firstValue value in the packet {@code first}
   * @param lastValue value in the packet {@code last}
   */
  public record Timestamps(Moment first, long firstValue, Moment last, long lastValue) {}
}
