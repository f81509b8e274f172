package io.kald.agent.audit;

import io.kald.agent.audit.KeepAlivesSeen.Absent;
import io.kald.agent.audit.KeepAlivesSeen.Shown;
import io.kald.agent.audit.KeepAlivesSeen.Sight;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.Moment;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was seen lately between two ends: one connection of a phone, or several in turn. */
final class LinkSeen {
  /** Kald's phones wait for as many KeepAliveAcks at most, and some more. */
  private static final int MOST_BEATS = 16;

  private static final int MOST_UNREAD = 16;

  /** KeepAlives of a link are a second apart as a rule: the next one is never as near. */
  private static final long NEAR = OnWire.NEAR_NANOS / 2;

  // deps
  private final Endpoint phone;

  // state
  private final ArrayDeque<Seen> beats = new ArrayDeque<>(2);
  private final CapturedAcks<Seen> acks = new CapturedAcks<>();
  private final ArrayDeque<Long> unread = new ArrayDeque<>(0);
  private long connection;
  private long forgottenNanos = Long.MIN_VALUE;
  private long lastNanos = Long.MIN_VALUE;

  /** A KeepAlive, what came of it so far, and whether somebody has claimed it. */
  private static final class Seen implements CapturedAcks.Waiting {
    private final Moment sent;
    private @Nullable Moment tcpAcked;
    private @Nullable Moment acked;
    private boolean doubtful;
    private long claimedNanos = Long.MIN_VALUE;

    Seen(Moment sent) {
      this.sent = sent;
    }

    @Override
    public Moment sent() {
      return sent;
    }

    @Override
    public @Nullable Moment delivered() {
      return tcpAcked;
    }

    @Override
    public void answered(Moment ack) {
      acked = ack;
    }

    @Override
    public void doubt() {
      doubtful = true;
    }

    boolean isFor(long sentNanos) {
      return claimedNanos == Long.MIN_VALUE
          || Math.abs(claimedNanos - sentNanos) <= OnWire.SAME_TIME_NANOS;
    }

    Beat beat() {
      return new Beat(sent, false, tcpAcked, acked, !doubtful, List.of());
    }
  }

  LinkSeen(Endpoint phone) {
    this.phone = phone;
  }

  Endpoint phone() {
    return phone;
  }

  /** Its last message. */
  long lastNanos() {
    return lastNanos;
  }

  /** Takes a message when it is first seen. */
  void take(LinkEvent event, long ofConnection) {
    if (ofConnection != connection) {
      end();
      connection = ofConnection;
    }
    lastNanos = event.at().atNanos();
    switch (event.kind()) {
      case KEEPALIVE -> add(new Seen(event.at()));
      case KEEPALIVE_ACK -> acks.acked(event.at());
      case REGISTER_ACK -> acks.registered(true);
      case UNREGISTER -> acks.registered(false);
      default -> {
        // Nothing else answers a KeepAlive, or makes an answer another one's.
      }
    }
  }

  private void add(Seen seen) {
    beats.add(seen);
    acks.sent(seen);
    if (beats.size() > MOST_BEATS) {
      forgottenNanos = beats.remove().sent.atNanos();
    }
  }

  /** TCP has acknowledged a KeepAlive that was sent then. */
  void acknowledged(Moment sent, Moment by) {
    for (Seen seen : beats) {
      if (seen.tcpAcked == null && seen.sent.equals(sent)) {
        seen.tcpAcked = by;
        return;
      }
    }
  }

  /** There were bytes nobody can read. */
  void unread(long atNanos) {
    Long last = unread.peekLast();
    if (last == null || atNanos - last > OnWire.SAME_TIME_NANOS) {
      unread.add(atNanos);
    }
    if (unread.size() > MOST_UNREAD) {
      forgottenNanos = Math.max(forgottenNanos, unread.remove());
    }
  }

  /** The connection is over. */
  void end() {
    acks.registered(false);
    acks.forget();
  }

  /** How far the KeepAlive that is nearest to this time is off it; a very long time if none is. */
  long offNanos(long sentNanos) {
    Seen nearest = nearest(sentNanos);
    return nearest == null ? Long.MAX_VALUE : Math.abs(nearest.sent.atNanos() - sentNanos);
  }

  /** The KeepAlive that is nearest to this time. From now on it is of who asks. */
  Sight claim(long sentNanos) {
    Seen nearest = nearest(sentNanos);
    if (nearest != null) {
      nearest.claimedNanos = sentNanos;
      Beat beat = nearest.beat();
      return new Shown(OnWire.of(beat), beat.certain());
    }
    if (sentNanos - OnWire.NEAR_NANOS <= forgottenNanos) {
      return new Absent("too much has come on this connection since");
    }
    if (unread.stream().anyMatch(at -> Math.abs(at - sentNanos) <= OnWire.NEAR_NANOS)) {
      return new Absent("the capture has bytes of this connection that cannot be read");
    }
    return new Absent(heldBack(sentNanos) ? "TCP had not delivered the one before it" : "");
  }

  private boolean heldBack(long sentNanos) {
    Seen before = null;
    for (Seen seen : beats) {
      before = seen.sent.atNanos() < sentNanos ? seen : before;
    }
    return before != null && before.beat().holdsBackAt(sentNanos);
  }

  private @Nullable Seen nearest(long sentNanos) {
    Seen nearest = null;
    long least = NEAR;
    for (Seen seen : beats) {
      long off = Math.abs(seen.sent.atNanos() - sentNanos);
      if (off <= least && seen.isFor(sentNanos)) {
        nearest = seen;
        least = off;
      }
    }
    return nearest;
  }
}
