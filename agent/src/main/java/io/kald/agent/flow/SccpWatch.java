package io.kald.agent.flow;

import io.kald.agent.pcap.Packet;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The SCCP messages of one connection, both ways. */
final class SccpWatch {
  // deps
  private final FlowListener listener;
  private final long connection;
  private final Endpoint phone;
  private final Endpoint node;
  private final boolean clientIsPhone;
  private final SccpStream fromPhone;
  private final SccpStream fromNode;

  SccpWatch(FlowListener listener, Tally tally, long connection, Ends ends) {
    this.listener = listener;
    this.connection = connection;
    this.clientIsPhone = ends.clientIsPhone();
    this.phone = clientIsPhone ? ends.client() : ends.server();
    this.node = clientIsPhone ? ends.server() : ends.client();
    this.fromPhone = new SccpStream(tally, new Side(true));
    this.fromNode = new SccpStream(tally, new Side(false));
  }

  /** Who is who on a connection. */
  record Ends(Endpoint client, Endpoint server, boolean clientIsPhone) {}

  /** Takes a segment, after the connection has. */
  void take(Packet packet, ByteBuf window, boolean fromClient) {
    boolean phoneSent = fromClient == clientIsPhone;
    SccpStream own = phoneSent ? fromPhone : fromNode;
    if (TcpTracker.has(packet, Packet.ACK)) {
      SccpStream other = phoneSent ? fromNode : fromPhone;
      other.acknowledged(packet);
    }
    if (TcpTracker.has(packet, Packet.SYN)) {
      own.begin(packet.sequence());
    } else if (packet.payloadLength() > 0 && !TcpTracker.has(packet, Packet.RST)) {
      own.data(packet, window);
    }
  }

  /** The connection is over. */
  void end() {
    fromPhone.end();
    fromNode.end();
  }

  /** What one of them says. */
  private final class Side implements SccpStream.Ear {
    private final boolean phoneSent;

    Side(boolean phoneSent) {
      this.phoneSent = phoneSent;
    }

    @Override
    public void sent(SccpMessageSent message) {
      if (listener.wantsSccpAtOnce()) {
        listener.onSccpAtOnce(seen(message, null));
      }
    }

    @Override
    public void over(SccpMessageSent message, @Nullable Packet by) {
      listener.onSccp(seen(message, by));
    }

    @Override
    public void unread(Moment at) {
      listener.onSccpUnread(phone, node, at);
    }

    private SccpSeen seen(SccpMessageSent message, @Nullable Packet by) {
      return new SccpSeen(
          connection,
          phone,
          node,
          phoneSent,
          message.message,
          message.seen,
          by == null ? null : new Moment(by.frame(), by.atNanos()),
          by != null && by.payloadLength() == 0,
          message.again());
    }
  }
}
