package io.kald.agent.witness;

import io.kald.agent.pcap.Addresses;
import io.kald.agent.pcap.Content;
import io.kald.agent.pcap.LinkTypes;
import io.kald.agent.pcap.Packet;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Questions for hardware addresses (ARP, neighbour discovery) and their answers: a packet to a host
 * that does not answer them never gets on the wire, and that is the host's silence. Times are
 * nanoseconds since 1970. Pure but for what it remembers; bounded; confined to one thread.
 */
final class Neighbours {
  private static final int MOST = 1 << 16;

  /** A host that does not answer is asked for its hardware address once a second. */
  private static final long ASKED_BEFORE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  private static final int ARP = 0x0806;
  private static final int ARP_BYTES = 28;
  private static final int ARP_REQUEST = 1;
  private static final int ARP_REPLY = 2;
  private static final int ARP_SENDER = 14;
  private static final int ARP_TARGET = 24;

  private static final int SOLICITATION = 135;
  private static final int ADVERTISEMENT = 136;

  private static final int OUTGOING = 4;

  /** Questions in a row that nothing answered, no farther apart than that, are one silence. */
  private static final long TOGETHER_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Silences that are remembered of each host. */
  private static final int SILENCES = 8;

  private static final long NEVER = Long.MIN_VALUE;

  /** What is known of one host. */
  private static final class Times {
    private final long[] from = new long[SILENCES];
    private final long[] to = new long[SILENCES];
    private int silences;
    private long asked = NEVER; // and not answered since

    void asked(long nanos) {
      if (asked != NEVER) {
        silent(asked);
      }
      asked = nanos;
    }

    void answered() {
      asked = NEVER;
    }

    private void silent(long nanos) {
      int last = (silences - 1) % SILENCES;
      if (silences > 0 && nanos - to[last] <= TOGETHER_NANOS) {
        to[last] = nanos;
      } else {
        int next = silences % SILENCES;
        from[next] = nanos;
        to[next] = nanos;
        silences++;
      }
    }

    boolean silentWithin(long fromNanos, long toNanos) {
      if (asked != NEVER && asked >= fromNanos && asked <= toNanos) {
        return true;
      }
      for (int i = 0; i < Math.min(silences, SILENCES); i++) {
        if (from[i] <= toNanos && to[i] >= fromNanos) {
          return true;
        }
      }
      return false;
    }
  }

  private record Address(long high, long low) {}

  // state
  private final Map<Address, Times> byAddress =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Times> eldest) {
          return size() > MOST;
        }
      };

  /** Looks at a packet. */
  void take(Packet packet) {
    if (packet.content() == Content.NOT_IP) {
      arp(packet);
    } else if (packet.content() == Content.ICMP && packet.ipVersion() == 6) {
      discovery(packet);
    }
  }

  /**
   * Whether the target of a probe was asked for its hardware address in the time of the probe, and
   * did not answer.
   */
  boolean unanswered(WireKey target, long sentNanos, long endNanos) {
    Times times = byAddress.get(new Address(target.high(), target.low()));
    return times != null && times.silentWithin(sentNanos - ASKED_BEFORE_NANOS, endNanos);
  }

  void clear() {
    byAddress.clear();
  }

  private void arp(Packet packet) {
    ByteBuffer bytes = packet.bytes();
    int at = packet.offset();
    int header =
        switch (packet.linkType()) {
          case LinkTypes.ETHERNET -> 14;
          case LinkTypes.LINUX_SLL -> 16;
          case LinkTypes.LINUX_SLL2 -> 20;
          default -> 0;
        };
    if (header == 0 || packet.capturedLength() < header + ARP_BYTES || type(packet) != ARP) {
      return;
    }
    int operation = bytes.getShort(at + header + 6);
    if (operation == ARP_REQUEST && maybeOurs(packet)) {
      times(0, Addresses.mapped(bytes.getInt(at + header + ARP_TARGET))).asked(packet.atNanos());
    } else if (operation == ARP_REPLY) {
      times(0, Addresses.mapped(bytes.getInt(at + header + ARP_SENDER))).answered();
    }
  }

  private static int type(Packet packet) {
    int at = packet.offset();
    int place =
        switch (packet.linkType()) {
          case LinkTypes.ETHERNET -> at + 12;
          case LinkTypes.LINUX_SLL -> at + 14;
          default -> at;
        };
    return packet.bytes().getShort(place) & 0xFFFF;
  }

  /** Other hosts ask as well; only Ethernet does not say who was it. */
  private static boolean maybeOurs(Packet packet) {
    int at = packet.offset();
    return switch (packet.linkType()) {
      case LinkTypes.LINUX_SLL -> packet.bytes().getShort(at) == OUTGOING;
      case LinkTypes.LINUX_SLL2 -> packet.bytes().get(at + 10) == OUTGOING;
      default -> true;
    };
  }

  private void discovery(Packet packet) {
    int type = packet.icmpType();
    if ((type != SOLICITATION && type != ADVERTISEMENT) || packet.payloadCaptured() < 16) {
      return;
    }
    Times times =
        times(
            packet.bytes().getLong(packet.payload()),
            packet.bytes().getLong(packet.payload() + Long.BYTES));
    if (type == ADVERTISEMENT) {
      times.answered();
    } else if (maybeOurs(packet)) {
      times.asked(packet.atNanos());
    }
  }

  private Times times(long high, long low) {
    return byAddress.computeIfAbsent(new Address(high, low), a -> new Times());
  }
}
