package io.kald.agent.flow;

/** What one side of a connection has sent. Sequence numbers are compared by subtraction. */
final class Half {
  /** Nothing new was in the segment. */
  static final int AGAIN = -1;

  // state
  private boolean begun;
  private int next;
  private int holeFrom;
  private int holeTo;
  boolean fin;
  boolean acking;

  /** First sequence number, of the SYN. */
  int first;

  /** Behind the FIN. */
  int finEnd;

  /** Highest acknowledgement sent. */
  int acked;

  long bytes;

  void reset() {
    begun = false;
    fin = false;
    acking = false;
    bytes = 0;
    holeFrom = 0;
    holeTo = 0;
  }

  /** The SYN was seen. */
  void begin(int sequence) {
    begun = true;
    first = sequence;
    next = sequence + 1;
  }

  /** Sequence number behind everything sent so far. */
  int next() {
    return next;
  }

  /** The other side is told what arrived. */
  void acknowledge(int acknowledgement) {
    if (!acking || acknowledgement - acked > 0) {
      acked = acknowledgement;
      acking = true;
    }
  }

  /** Whether this side has acknowledged everything up to there. */
  boolean hasAcked(int sequence) {
    return acking && acked - sequence >= 0;
  }

  /**
   * Takes the payload of a segment into account, and its FIN.
   *
   * @return new bytes of payload, or {@link #AGAIN}
   */
  int take(int sequence, int payload, boolean withFin) {
    if (withFin && !fin) {
      fin = true;
      finEnd = sequence + payload + 1;
    }
    int end = sequence + payload + (withFin ? 1 : 0);
    if (!begun) {
      begun = true;
      next = end;
      bytes += payload;
      return payload;
    }
    int beyond = end - next;
    if (beyond <= 0) {
      return old(sequence, payload);
    }
    if (sequence - next > 0) {
      // What is missing may come later, out of order; of several holes the last is remembered.
      holeFrom = next;
      holeTo = sequence;
    }
    next = end;
    int fresh = Math.min(payload, beyond);
    bytes += fresh;
    return fresh;
  }

  private int old(int sequence, int payload) {
    boolean inHole = sequence - holeFrom >= 0 && sequence + payload - holeTo <= 0;
    if (!inHole || payload == 0) {
      return AGAIN;
    }
    if (sequence == holeFrom) {
      holeFrom += payload;
    } else {
      holeTo = sequence;
    }
    bytes += payload;
    return payload;
  }
}
