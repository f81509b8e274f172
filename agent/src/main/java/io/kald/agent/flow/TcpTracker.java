package io.kald.agent.flow;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.flow.TcpExchange.Side;
import io.kald.agent.pcap.Packet;

/** The rules by which segments become a connection. Holds nothing of its own. */
final class TcpTracker {
  /** A SYN may carry data, which a reset then acknowledges as well. */
  private static final int MOST_IN_SYN = 1 << 16;

  private static final long PAUSE_NANOS = 2_000_000_000L;

  private TcpTracker() {}

  static boolean has(Packet packet, int flag) {
    return (packet.flags() & flag) != 0;
  }

  /**
   * Whether a segment with SYN shows that its ports are used for another connection than the one
   * that is known: the same sequence number is a repetition, another one is another attempt.
   */
  static boolean beginsAnother(Flow flow, Packet packet, boolean fromClient) {
    if (has(packet, Packet.ACK)) {
      boolean bare = flow.synFrame == 0 && flow.synAckFrame == 0;
      boolean stale = flow.over && packet.sequence() != flow.server.first;
      return bare || (stale && flow.synAckFrame != 0);
    }
    if (!fromClient) {
      boolean simultaneous = flow.synFrame != 0 && flow.synAckFrame == 0 && !flow.over;
      return !simultaneous;
    }
    boolean handshake = flow.synFrame != 0 || flow.synAckFrame != 0;
    return !handshake || flow.establishedFrame != 0 || packet.sequence() != flow.client.first;
  }

  /**
   * Takes a segment into account.
   *
   * @return whether it carried payload or FIN that was sent before
   */
  static boolean take(Flow flow, Packet packet, boolean fromClient) {
    if (flow.packets > 0) {
      pause(flow, packet, fromClient);
    }
    flow.packets++;
    flow.lastFrame = packet.frame();
    flow.lastNanos = packet.atNanos();
    if (fromClient) {
      uptime(flow, packet);
    }
    int flags = packet.flags();
    if ((flags & Packet.RST) != 0) {
      reset(flow, packet, fromClient);
      return false;
    }
    if ((flags & Packet.SYN) != 0) {
      syn(flow, packet, fromClient);
      return false;
    }
    if ((flags & Packet.ACK) != 0) {
      (fromClient ? flow.client : flow.server).acknowledge(packet.acknowledgement());
      if (fromClient && flow.establishedFrame == 0) {
        establish(flow, packet);
      }
    }
    boolean again = data(flow, packet, fromClient);
    flow.over = flow.over || isClosed(flow);
    return again;
  }

  /** Keeps the last data that came after a pause, until the other side says a word. */
  private static void pause(Flow flow, Packet packet, boolean fromClient) {
    if (flow.resumedFrame != 0 && fromClient != flow.resumedByClient) {
      flow.resumedReset = has(packet, Packet.RST);
      if (!flow.resumedReset) {
        flow.resumedFrame = 0;
      }
    }
    boolean resumes =
        packet.atNanos() - flow.lastNanos >= PAUSE_NANOS
            && flow.resumedFrame == 0
            && flow.closingFrame == 0
            && packet.payloadLength() > 0
            && (flow.establishedFrame != 0 || flow.synFrame == 0);
    if (resumes) {
      flow.quietFrame = flow.lastFrame;
      flow.quietNanos = flow.lastNanos;
      flow.resumedFrame = packet.frame();
      flow.resumedNanos = packet.atNanos();
      flow.resumedByClient = fromClient;
      flow.resumedAgain = 0;
    }
  }

  private static void uptime(Flow flow, Packet packet) {
    long value = packet.tcpTimestamp();
    if (value < 0) {
      return;
    }
    if (flow.uptimeFirstFrame == 0) {
      flow.uptimeFirst = value;
      flow.uptimeFirstFrame = packet.frame();
      flow.uptimeFirstNanos = packet.atNanos();
    }
    flow.uptimeLast = value;
    flow.uptimeLastFrame = packet.frame();
    flow.uptimeLastNanos = packet.atNanos();
  }

  private static void syn(Flow flow, Packet packet, boolean fromClient) {
    if (!has(packet, Packet.ACK)) {
      if (!fromClient) {
        return;
      }
      if (flow.synFrame != 0) {
        flow.addSynAgain(packet.frame(), packet.atNanos());
        return;
      }
      flow.synFrame = packet.frame();
      flow.synNanos = packet.atNanos();
      flow.client.begin(packet.sequence());
    } else if (!fromClient && flow.synAckFrame == 0) {
      synAck(flow, packet);
    }
  }

  private static void synAck(Flow flow, Packet packet) {
    int answered = packet.acknowledgement() - 1;
    if (flow.synFrame == 0) {
      flow.client.begin(answered);
    } else if (!acknowledgesSyn(flow, packet)) {
      return;
    }
    flow.synAckFrame = packet.frame();
    flow.synAckNanos = packet.atNanos();
    flow.server.begin(packet.sequence());
    flow.server.acknowledge(packet.acknowledgement());
  }

  private static boolean acknowledgesSyn(Flow flow, Packet packet) {
    int beyond = packet.acknowledgement() - flow.client.first;
    return has(packet, Packet.ACK) && beyond > 0 && beyond <= MOST_IN_SYN;
  }

  private static void establish(Flow flow, Packet packet) {
    boolean seen = flow.synAckFrame != 0;
    boolean completes = seen ? flow.client.hasAcked(flow.server.first + 1) : flow.synFrame != 0;
    if (completes) {
      flow.establishedFrame = packet.frame();
      flow.establishedNanos = packet.atNanos();
    }
  }

  private static void reset(Flow flow, Packet packet, boolean fromClient) {
    boolean refused =
        flow.synFrame != 0 && flow.synAckFrame == 0 && flow.establishedFrame == 0 && !fromClient;
    if (refused && !acknowledgesSyn(flow, packet)) {
      return; // Of an older connection: the client's TCP ignores it as well.
    }
    flow.over = true;
    closing(flow, packet, fromClient, refused ? Close.REFUSED : resetBy(flow, fromClient));
  }

  private static Close resetBy(Flow flow, boolean fromClient) {
    if (!fromClient) {
      return Close.RESET_BY_SERVER;
    }
    if (flow.establishedFrame != 0 || (flow.synFrame == 0 && flow.synAckFrame == 0)) {
      return Close.RST;
    }
    return flow.synAckFrame != 0 ? Close.HALF_OPEN : Close.SILENT;
  }

  private static void closing(Flow flow, Packet packet, boolean fromClient, Close close) {
    if (flow.closingFrame != 0) {
      return;
    }
    flow.closingFrame = packet.frame();
    flow.closingNanos = packet.atNanos();
    flow.closedBy = fromClient ? Side.CLIENT : Side.SERVER;
    flow.close = close;
  }

  private static boolean data(Flow flow, Packet packet, boolean fromClient) {
    boolean fin = has(packet, Packet.FIN);
    int payload = packet.payloadLength();
    if (payload == 0 && !fin) {
      return false;
    }
    Half own = fromClient ? flow.client : flow.server;
    Half other = fromClient ? flow.server : flow.client;
    boolean asks = isKeepalive(packet, own, other);
    int fresh = own.take(packet.sequence(), payload, fin);
    if (fin) {
      closing(flow, packet, fromClient, Close.FIN);
    }
    if (!fromClient && fresh > 0 && !flow.answered) {
      flow.answered = true;
      flow.httpStatus = HttpStatusLine.status(packet);
    }
    boolean again = fresh == Half.AGAIN && !asks;
    if (again) {
      flow.addRetransmission(packet.frame(), packet.atNanos());
      flow.resumedAgain++;
    }
    return again;
  }

  /** TCP's own keepalive repeats one byte that was acknowledged long ago, or made it up. */
  private static boolean isKeepalive(Packet packet, Half own, Half other) {
    return packet.payloadLength() == 1
        && !has(packet, Packet.FIN)
        && packet.sequence() + 1 == own.next()
        && other.hasAcked(own.next());
  }

  private static boolean isClosed(Flow flow) {
    return flow.client.fin
        && flow.server.fin
        && flow.client.hasAcked(flow.server.finEnd)
        && flow.server.hasAcked(flow.client.finEnd);
  }
}
