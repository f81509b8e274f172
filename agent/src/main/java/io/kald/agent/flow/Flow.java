package io.kald.agent.flow;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.flow.TcpExchange.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A TCP connection while it lasts. A frame number of 0 means: not seen. */
final class Flow extends Entry {
  static final int MOST_SYNS_AGAIN = 16;
  static final int MOST_RETRANSMISSIONS = 64;

  // state
  final Half client = new Half();
  final Half server = new Half();
  long number;
  long packets;
  long synFrame;
  long synNanos;
  long synAckFrame;
  long synAckNanos;
  long establishedFrame;
  long establishedNanos;
  long closingFrame;
  long closingNanos;
  Side closedBy = Side.NEITHER;
  Close close = Close.OPEN;

  /** Whether nothing more is expected. */
  boolean over;

  /** Whether one side has said what its first payload is. */
  boolean answered;

  int httpStatus;
  long uptimeFirst;
  long uptimeFirstFrame;
  long uptimeFirstNanos;
  long uptimeLast;
  long uptimeLastFrame;
  long uptimeLastNanos;
  @Nullable Rejection rejection;

  /** The last packet before a pause, the data after it, and what came of that. */
  long quietFrame;

  long quietNanos;
  long resumedFrame;
  long resumedNanos;
  boolean resumedByClient;
  int resumedAgain;
  boolean resumedReset;

  /** Of a connection to a node, where messages are wanted. */
  @Nullable SccpWatch sccp;

  private @Nullable List<Moment> synAgain;
  private @Nullable List<Moment> retransmissions;

  /** Makes it as new. */
  void reset(long connection) {
    client.reset();
    server.reset();
    number = connection;
    packets = 0;
    synFrame = 0;
    synAckFrame = 0;
    establishedFrame = 0;
    closingFrame = 0;
    closedBy = Side.NEITHER;
    close = Close.OPEN;
    over = false;
    answered = false;
    httpStatus = 0;
    uptimeFirstFrame = 0;
    rejection = null;
    resumedFrame = 0;
    resumedReset = false;
    sccp = null;
    synAgain = null;
    retransmissions = null;
  }

  List<Moment> synAgain() {
    return synAgain == null ? List.of() : List.copyOf(synAgain);
  }

  List<Moment> retransmissions() {
    return retransmissions == null ? List.of() : List.copyOf(retransmissions);
  }

  void addSynAgain(long frame, long atNanos) {
    List<Moment> list = synAgain == null ? new ArrayList<>(4) : synAgain;
    synAgain = list;
    if (list.size() < MOST_SYNS_AGAIN) {
      list.add(new Moment(frame, atNanos));
    }
  }

  void addRetransmission(long frame, long atNanos) {
    List<Moment> list = retransmissions == null ? new ArrayList<>(4) : retransmissions;
    retransmissions = list;
    if (list.size() < MOST_RETRANSMISSIONS) {
      list.add(new Moment(frame, atNanos));
    }
  }
}
