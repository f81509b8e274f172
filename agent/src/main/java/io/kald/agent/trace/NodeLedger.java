package io.kald.agent.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What one node logged of one device. Pure; times are milliseconds since the first midnight. */
final class NodeLedger {
  private static final int MAX_CHANGES = 1_000;

  /** What the node took the device for. */
  enum Belief {
    UNKNOWN("unknown"),
    BACKUP("on a backup link"),
    REGISTERED("registered"),
    UNREGISTERED("unregistered");

    private final String words;

    Belief(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * A registration, or its end.
   *
   * @param reason of its end; 0: a registration
   */
  record Change(long atMillis, int reason) {}

  // state
  private final Rhythm active = new Rhythm(false);
  private final Rhythm standby = new Rhythm(true);
  private final List<Change> changes = new ArrayList<>(1);
  private long changesLeftOut;
  private long firstMillis = -1;
  private long lastMillis = -1;
  private long keepAlives;
  private long acks;
  private long backupDrops;
  private String lastAlarm = "";
  private Belief belief = Belief.UNKNOWN;

  void keepAlive(long atMillis) {
    seen(atMillis);
    keepAlives++;
    belief = Belief.REGISTERED;
    active.beat(atMillis);
    standby.drop();
  }

  void acked() {
    acks++;
  }

  void backup(long atMillis) {
    seen(atMillis);
    backupDrops++;
    if (belief == Belief.REGISTERED) {
      // Its end was not logged.
      active.drop();
    }
    belief = Belief.BACKUP;
    standby.beat(atMillis);
  }

  void registered(long atMillis) {
    change(new Change(atMillis, 0));
    belief = Belief.REGISTERED;
    active.restart(atMillis);
    standby.drop();
  }

  void unregistered(long atMillis, int reason) {
    change(new Change(atMillis, reason));
    belief = Belief.UNREGISTERED;
    active.stop(atMillis);
  }

  void alarmed(String text) {
    lastAlarm = text;
  }

  /** The node's traces end here. */
  void end(long atMillis) {
    active.end(atMillis);
    // A phone may take its standby link elsewhere without a word; silence at the end says nothing.
    standby.drop();
    standby.end(atMillis);
  }

  private void change(Change change) {
    seen(change.atMillis());
    if (changes.size() < MAX_CHANGES) {
      changes.add(change);
    } else {
      changesLeftOut++;
    }
  }

  private void seen(long atMillis) {
    if (firstMillis < 0) {
      firstMillis = atMillis;
    }
    lastMillis = Math.max(lastMillis, atMillis);
  }

  /** The gaps of both kinds of links. */
  Stream<Gap> gaps() {
    return Stream.concat(active.gaps().stream(), standby.gaps().stream());
  }

  long gapCount() {
    return active.gapCount() + standby.gapCount();
  }

  long missed() {
    return active.missed() + standby.missed();
  }

  /** Between KeepAlives while registered; 0: not learned. */
  long activeMillis() {
    return active.intervalMillis();
  }

  /** Between KeepAlives on a backup link; 0: not learned. */
  long standbyMillis() {
    return standby.intervalMillis();
  }

  List<Change> changes() {
    return changes;
  }

  long changesLeftOut() {
    return changesLeftOut;
  }

  long firstMillis() {
    return firstMillis;
  }

  long lastMillis() {
    return lastMillis;
  }

  long keepAlives() {
    return keepAlives;
  }

  long acks() {
    return acks;
  }

  long backupDrops() {
    return backupDrops;
  }

  String lastAlarm() {
    return lastAlarm;
  }

  Belief belief() {
    return belief;
  }
}
