package io.kald.agent.witness;

import io.kald.agent.pcap.Content;
import io.kald.agent.pcap.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The packets around one transition, as far as they are of its keepalive.
 *
 * @param service whose state changed
 * @param words what changed and why, for a reader
 * @param atNanos when, nanoseconds since 1970
 * @param fromNanos first packet it may hold
 * @param toNanos last packet it may hold
 * @param address who was asked; empty: whoever has one of the ports
 * @param ports TCP ports; empty: echoes
 * @param sccp whether a phone's messages can be read on them
 * @param packets what was found, each at the place of its interface
 */
record Slice(
    String service,
    String words,
    long atNanos,
    long fromNanos,
    long toNanos,
    String address,
    Set<Integer> ports,
    boolean sccp,
    List<Found> packets) {
  private static final int MOST_PACKETS = 20_000;

  /** A packet of the slice. */
  record Found(int place, RawPacket raw) {}

  /** Takes a packet of the ring if it belongs here. */
  void offer(Packet packet) {
    if (packet.atNanos() < fromNanos
        || packet.atNanos() > toNanos
        || packets.size() >= MOST_PACKETS
        || !concerns(packet)) {
      return;
    }
    byte[] bytes = new byte[packet.capturedLength()];
    ByteBuffer all = packet.bytes().duplicate().clear();
    all.position(packet.offset());
    all.get(bytes);
    packets.add(
        new Found(
            packet.interfaceId(),
            new RawPacket(packet.atNanos(), packet.wireLength(), ByteBuffer.wrap(bytes))));
  }

  private boolean concerns(Packet packet) {
    if (packet.content() == Content.TCP) {
      return (ports.contains(packet.targetPort()) && isTarget(packet.target()))
          || (ports.contains(packet.sourcePort()) && isTarget(packet.source()));
    }
    if (packet.content() != Content.ICMP) {
      return false;
    }
    Packet quoted = packet.quoted();
    if (quoted != null) {
      return concerns(quoted);
    }
    return ports.isEmpty() && (isTarget(packet.target()) || isTarget(packet.source()));
  }

  private boolean isTarget(String who) {
    return address.isEmpty() || address.equals(who);
  }

  /** An empty one. */
  static Slice of(
      String service, String words, Span span, String address, Set<Integer> ports, boolean sccp) {
    return new Slice(
        service,
        words,
        span.atNanos,
        span.fromNanos,
        span.toNanos,
        address,
        ports,
        sccp,
        new ArrayList<>());
  }

  /** When it was, and how far it reaches. */
  record Span(long atNanos, long fromNanos, long toNanos) {}
}
