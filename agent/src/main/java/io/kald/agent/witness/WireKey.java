package io.kald.agent.witness;

import io.kald.agent.pcap.Packet;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * By what the packets of a probe are known, without any text.
 *
 * @param high high half of the target's address; 0 for IPv4
 * @param low low half; IPv4 mapped as in a {@link Packet}
 * @param port the target's port, or {@link #ECHO}
 * @param sourcePort the port it left from, the identifier of an echo
 */
record WireKey(long high, long low, int port, int sourcePort) {
  /** No port: an echo. */
  static final int ECHO = -1;

  private static final long MAPPED = 0xFFFF_0000_0000L;

  /** Of a numeric address; null when it is none. */
  static @Nullable WireKey of(String address, int port, int sourcePort) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      return null;
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return bytes.length == Integer.BYTES
        ? new WireKey(0, MAPPED | (halves.getInt() & 0xFFFF_FFFFL), port, sourcePort)
        : new WireKey(halves.getLong(), halves.getLong(), port, sourcePort);
  }

  /** Of a segment the target is sent. */
  static WireKey toTarget(Packet segment) {
    return new WireKey(
        segment.targetHigh(), segment.targetLow(), segment.targetPort(), segment.sourcePort());
  }

  /** Of a segment the target sends. */
  static WireKey fromTarget(Packet segment) {
    return new WireKey(
        segment.sourceHigh(), segment.sourceLow(), segment.sourcePort(), segment.targetPort());
  }

  /** Of an echo request. */
  static WireKey request(Packet echo) {
    return new WireKey(echo.targetHigh(), echo.targetLow(), ECHO, echo.echoIdentifier());
  }

  /** Of an echo reply. */
  static WireKey reply(Packet echo) {
    return new WireKey(echo.sourceHigh(), echo.sourceLow(), ECHO, echo.echoIdentifier());
  }
}
