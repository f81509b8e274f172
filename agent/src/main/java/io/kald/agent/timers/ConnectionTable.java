package io.kald.agent.timers;

import io.kald.agent.timers.Connection.Stage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A box's connection table, played on the packets that went through it. The packets are those that
 * were captured, so nobody in them reacts to a cut: what follows one is passed over until a SYN.
 */
public final class ConnectionTable {
  /** Connections that are played at once at most, whatever the box could take: memory is finite. */
  static final int MOST_PLAYED = 1_000_000;

  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int ACK = 0x10;

  // deps
  private final TimerRules rules;
  private final TableListener listener;

  // state
  private final Map<FlowKey, Connection> table = new HashMap<>();
  private final Map<Long, Waiting> idle = new LinkedHashMap<>();
  private final Waiting pending;
  private final Waiting reusable = new Waiting(0);
  private final Tally tally = new Tally();
  private final Departed departed;
  private long nowNanos = Long.MIN_VALUE;

  /** An empty table. */
  public ConnectionTable(TimerRules rules, TableListener listener) {
    this(rules, listener, Departed.MOST);
  }

  ConnectionTable(TimerRules rules, TableListener listener, int mostDeparted) {
    this.rules = rules;
    this.listener = listener;
    this.pending = new Waiting(rules.pendingNanos());
    this.departed = new Departed(mostDeparted, tally);
  }

  /** How this table keeps its connections. */
  public TimerRules rules() {
    return rules;
  }

  /** What it has seen so far. */
  public TableCounts counts() {
    return tally.counts();
  }

  /**
   * Takes a TCP or UDP packet.
   *
   * @param atNanos its date; one before that of an earlier packet counts as of the same time
   * @param flags low eight TCP flags; ignored for UDP
   */
  public void onPacket(long atNanos, FlowKey key, int flags) {
    advance(atNanos);
    FlowKey ordered = key.ordered();
    Connection one = table.get(ordered);
    if (one != null && beginsAnew(one, key, flags)) {
      remove(one, Cause.CLOSED, nowNanos);
      one = null;
    }
    if (one == null) {
      stranger(key, ordered, flags);
    } else {
      known(one, one.id.key().equals(key), flags);
    }
  }

  /** Lets time pass: what is due by then is removed. */
  public void advance(long toNanos) {
    nowNanos = Math.max(nowNanos, toNanos);
    for (Waiting due = due(); due != null; due = due()) {
      Connection one = due.first();
      if (one != null) {
        expire(one, due);
      }
    }
  }

  /**
   * The list whose first connection was due first, so that idle ones are re-used in their order.
   */
  private @Nullable Waiting due() {
    Waiting earliest = pending.dueNanos() <= nowNanos ? pending : null;
    for (Waiting list : idle.values()) {
      long due = list.dueNanos();
      if (due <= nowNanos && (earliest == null || due < earliest.dueNanos())) {
        earliest = list;
      }
    }
    return earliest;
  }

  private void expire(Connection one, Waiting list) {
    if (list == pending) {
      tally.timedOut++;
      if (one.stage == Stage.ASKED) {
        tally.failed++;
      } else {
        tally.pendingAnswered++;
      }
      remove(one, Cause.PENDING, list.dueNanos());
    } else if (rules.keepsIdle()) {
      one.reusable = true;
      reusable.append(one);
    } else {
      tally.timedOut++;
      remove(one, Cause.IDLE, list.dueNanos());
    }
  }

  /** A SYN on ports whose connection is known: a new one, unless it is the first SYN again. */
  private static boolean beginsAnew(Connection one, FlowKey key, int flags) {
    boolean again = one.stage != Stage.OPEN && one.id.key().equals(key);
    return key.protocol() == FlowKey.TCP && (flags & (SYN | ACK)) == SYN && !again;
  }

  private void stranger(FlowKey key, FlowKey ordered, int flags) {
    Departed.One gone = departed.find(ordered);
    if (key.protocol() == FlowKey.UDP) {
      udp(key, gone);
    } else if ((flags & (SYN | ACK)) == SYN) {
      create(key, Stage.ASKED);
    } else if (gone != null) {
      late(gone, key, flags);
    } else if ((flags & RST) == 0) {
      tally.older++;
      boolean fromServer = (flags & SYN) != 0 || key.sourcePort() < key.targetPort();
      create(fromServer ? key.reversed() : key, Stage.OPEN);
    }
  }

  /**
   * UDP needs no handshake: a packet of the client makes a new entry, one of the server does not.
   */
  private void udp(FlowKey key, Departed.@Nullable One gone) {
    if (gone == null || gone.id().key().equals(key)) {
      create(key, Stage.OPEN);
    } else {
      late(gone, key, 0);
    }
  }

  private void late(Departed.One gone, FlowKey key, int flags) {
    if (gone.told()) {
      return;
    }
    departed.tell(gone);
    if ((flags & (FIN | RST)) != 0) {
      tally.lateCloses++;
      return;
    }
    tally.cut++;
    boolean byClient = gone.id().key().equals(key);
    listener.onCut(
        new Cut(
            gone.id(), gone.cause(), gone.lastNanos(), gone.removedNanos(), nowNanos, byClient));
  }

  private void create(FlowKey key, Stage stage) {
    FlowKey ordered = key.ordered();
    departed.forget(ordered);
    ConnectionId id = new ConnectionId(key, nowNanos);
    if (!madeRoom()) {
      tally.noRoom++;
      boolean ours = rules.capacity() > MOST_PLAYED;
      departed.add(new Departed.One(id, Cause.NO_ROOM, nowNanos, nowNanos, ours));
      return;
    }
    Waiting list =
        idle.computeIfAbsent(rules.idleNanos(key.protocol(), key.targetPort()), Waiting::new);
    Connection made = new Connection(id, stage, list);
    table.put(ordered, made);
    boolean handshake = stage == Stage.ASKED && rules.awaitsHandshake(key.protocol());
    (handshake ? pending : list).append(made);
    tally.created++;
    tally.peak = Math.max(tally.peak, table.size());
  }

  private boolean madeRoom() {
    if (table.size() < Math.min(rules.capacity(), MOST_PLAYED)) {
      return true;
    }
    Connection eldest = reusable.first();
    if (eldest == null) {
      return false;
    }
    tally.reused++;
    remove(eldest, Cause.REUSED, nowNanos);
    return true;
  }

  private void known(Connection one, boolean byClient, int flags) {
    if (one.reusable) {
      one.reusable = false;
      tally.revived++;
      tally.longestRevivedNanos = Math.max(tally.longestRevivedNanos, nowNanos - one.lastNanos);
    }
    boolean tcp = one.id.key().protocol() == FlowKey.TCP;
    if (tcp && ends(one, byClient, flags)) {
      remove(one, Cause.CLOSED, nowNanos);
      return;
    }
    if (tcp) {
      shakeHands(one, byClient, flags);
    }
    if (one.list != pending) {
      one.lastNanos = nowNanos;
      one.idleList.append(one);
    }
  }

  private boolean ends(Connection one, boolean byClient, int flags) {
    if ((flags & RST) != 0) {
      if (one.stage == Stage.ASKED && !byClient) {
        tally.refused++;
        tally.failed++;
      } else if (one.stage == Stage.ANSWERED && byClient) {
        tally.halfOpen++;
      }
      return true;
    }
    if ((flags & FIN) != 0) {
      one.clientFin |= byClient;
      one.serverFin |= !byClient;
    }
    return one.clientFin && one.serverFin;
  }

  private void shakeHands(Connection one, boolean byClient, int flags) {
    boolean syn = (flags & SYN) != 0;
    if (one.stage == Stage.OPEN || (byClient && syn)) {
      return;
    }
    if (!byClient) {
      // Data without a SYN-ACK: the capture lacks it, the box did not.
      one.stage = syn ? Stage.ANSWERED : Stage.OPEN;
    } else if (one.stage == Stage.ANSWERED) {
      one.stage = Stage.OPEN;
    }
    if (one.stage == Stage.OPEN && one.list == pending) {
      one.idleList.append(one);
    }
  }

  private void remove(Connection one, Cause cause, long atNanos) {
    FlowKey ordered = one.id.key().ordered();
    table.remove(ordered);
    Waiting.unlink(one);
    tally.destroyed++;
    departed.add(new Departed.One(one.id, cause, one.lastNanos, atNanos, cause == Cause.CLOSED));
  }
}
