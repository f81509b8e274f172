package io.kald.agent.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What kald's journal says of one device's KeepAlives to one node, and how that compares with the
 * node's own trace. Filled first, then compared; not for several threads.
 */
final class KaldSays {
  static final int MAX_DISAGREEMENTS = 1_000;
  private static final String NOTHING = "nothing";

  /** What became of a KeepAlive, as far as it matters here. */
  enum Result {
    ACKED,
    TCP_ONLY,
    FAILED,
    UNKNOWN;

    /** Of a word of the journal. */
    static Result of(String word) {
      return switch (word) {
        case "sccp-acked", "answered" -> ACKED;
        case "tcp-acked-only" -> TCP_ONLY;
        case "not-acked", "closed", "reset", "unanswered", "rejected" -> FAILED;
        default -> UNKNOWN;
      };
    }
  }

  /** Later than what is told apart, so that it never bounds a KeepAlive without an answer. */
  private static final long NEVER_MILLIS = Long.MAX_VALUE / 2;

  /**
   * A KeepAlive of the journal.
   *
   * @param port it left from, or 0
   * @param answeredMillis when its KeepAliveAck came; for one without, never
   */
  private record Sent(long epochMillis, Result result, String word, int port, long answeredMillis) {
    boolean answers(boolean backup) {
      return switch (result) {
        case ACKED -> !backup;
        case TCP_ONLY -> backup;
        case FAILED -> false;
        case UNKNOWN -> true;
      };
    }
  }

  // state
  private final List<Sent> sent = new ArrayList<>();
  private final List<Disagreement> disagreements = new ArrayList<>(0);
  private long count;
  private boolean[] matched = {};
  private int from;
  private final Map<Integer, ArrayDeque<Integer>> waiting = new HashMap<>();
  private final List<Disagreement> otherPorts = new ArrayList<>(0);
  private long otherPortCount;
  private long samePortCount;
  private long compared;
  private long burstMillis = -NEVER_MILLIS;

  /**
   * A KeepAlive in the journal.
   *
   * @param port it left from, or 0
   * @param rttMillis time to its KeepAliveAck; negative: there was none
   */
  void sent(long epochMillis, String word, int port, long rttMillis) {
    long answered = rttMillis < 0 ? NEVER_MILLIS : epochMillis + rttMillis;
    sent.add(new Sent(epochMillis, Result.of(word), word, port, answered));
  }

  /** The journal is read. A KeepAlive told twice was answered late: what was said last holds. */
  void sort() {
    sent.sort((one, other) -> Long.compare(one.epochMillis(), other.epochMillis()));
    int kept = 0;
    for (int i = 0; i < sent.size(); i++) {
      boolean again = kept > 0 && sent.get(kept - 1).epochMillis() == sent.get(i).epochMillis();
      sent.set(again ? kept - 1 : kept++, sent.get(i));
    }
    sent.subList(kept, sent.size()).clear();
    matched = new boolean[sent.size()];
    waiting.clear();
    for (int i = 0; i < sent.size(); i++) {
      waiting.computeIfAbsent(sent.get(i).port(), p -> new ArrayDeque<>(1)).add(i);
    }
  }

  /**
   * A KeepAlive in the trace; its time is of the node's clock.
   *
   * @param port of the phone, or 0
   */
  void logged(long epochMillis, boolean backup, int port, long toleranceMillis) {
    compared++;
    int nearest = nearest(epochMillis, port, toleranceMillis);
    if (nearest >= 0 && sent.get(nearest).answers(backup)) {
      match(nearest, port);
      return;
    }
    int waited = backup ? -1 : oldestWaiting(epochMillis, port, toleranceMillis);
    if (waited >= 0) {
      burstMillis = epochMillis;
      match(waited, port);
    } else if (nearest < 0) {
      unsent(epochMillis, backup);
    } else {
      match(nearest, port);
      // Of a node that reads what waited for it, the last may have come just then.
      boolean queued = !backup && epochMillis - burstMillis <= toleranceMillis;
      if (!queued) {
        differs(sent.get(nearest), backup);
      }
    }
  }

  private void unsent(long epochMillis, boolean backup) {
    if (within(epochMillis)) {
      add(epochMillis, NOTHING, backup ? "a KeepAlive on a backup link" : "a KeepAlive");
    }
  }

  private void differs(Sent mine, boolean backup) {
    add(
        mine.epochMillis(),
        mine.word(),
        backup ? "a KeepAlive on a backup link, without an answer" : "a KeepAlive, answered");
  }

  private void match(int index, int port) {
    matched[index] = true;
    Sent mine = sent.get(index);
    if (same(mine.port(), port)) {
      samePortCount += port > 0 && mine.port() > 0 ? 1 : 0;
      return;
    }
    otherPortCount++;
    if (otherPorts.size() < MAX_DISAGREEMENTS) {
      otherPorts.add(
          new Disagreement(
              mine.epochMillis(), "one from source port " + mine.port(), "one from port " + port));
    }
  }

  /** A port that is not known may be any. */
  private static boolean same(int one, int other) {
    return one == 0 || other == 0 || one == other;
  }

  /**
   * The oldest KeepAlive of a connection that the node has read only now: a node that hung reads
   * all that waited for it at once, in order. -1: there is none.
   */
  private int oldestWaiting(long epochMillis, int port, long toleranceMillis) {
    int own = oldestWaiting(waiting.get(port), epochMillis, toleranceMillis);
    return own >= 0 || port == 0
        ? own
        : oldestWaiting(waiting.get(0), epochMillis, toleranceMillis);
  }

  private int oldestWaiting(
      @Nullable ArrayDeque<Integer> of, long epochMillis, long toleranceMillis) {
    if (of == null) {
      return -1;
    }
    for (Integer first = of.peekFirst(); first != null; first = of.peekFirst()) {
      Sent mine = sent.get(first);
      if (mine.epochMillis() >= epochMillis - toleranceMillis) {
        return -1;
      }
      boolean open = mine.answeredMillis() >= epochMillis - toleranceMillis;
      if (!matched[first] && open && mine.result() != Result.UNKNOWN) {
        return first;
      }
      of.removeFirst(); // Neither is it for any later line.
    }
    return -1;
  }

  /** The trace has ended; what it lacks is looked for between these times. */
  void ended(long startMillis, long endMillis) {
    for (int i = 0; i < sent.size(); i++) {
      Sent mine = sent.get(i);
      boolean inside = mine.epochMillis() >= startMillis && mine.epochMillis() <= endMillis;
      if (inside && !matched[i] && mine.result() == Result.ACKED) {
        add(mine.epochMillis(), mine.word(), NOTHING);
      }
    }
    endPorts();
  }

  /** Ports that differ everywhere are one finding, and may be none. */
  private void endPorts() {
    if (samePortCount > 0) {
      count += otherPortCount;
      disagreements.addAll(otherPorts);
    } else if (otherPortCount > 0) {
      Disagreement first = otherPorts.get(0);
      add(
          first.epochMillis(),
          first.kald(),
          first.trace()
              + ", and so all of them: ports are translated on the way, or another phone has the"
              + " name");
    }
    otherPorts.clear();
    otherPortCount = 0;
  }

  private boolean within(long epochMillis) {
    return !sent.isEmpty()
        && epochMillis >= sent.get(0).epochMillis()
        && epochMillis <= sent.get(sent.size() - 1).epochMillis();
  }

  /** The nearest KeepAlive that is not matched yet, or -1; one of the same port before others. */
  private int nearest(long epochMillis, int port, long toleranceMillis) {
    // Times mostly rise.
    while (from < sent.size() && sent.get(from).epochMillis() < epochMillis - 60_000) {
      from++;
    }
    int best = -1;
    for (int i = from; i < sent.size(); i++) {
      long ahead = sent.get(i).epochMillis() - epochMillis;
      if (ahead > toleranceMillis) {
        break;
      }
      if (!matched[i]
          && -ahead <= toleranceMillis
          && (best < 0 || nearer(i, best, epochMillis, port))) {
        best = i;
      }
    }
    return best;
  }

  private boolean nearer(int one, int other, long epochMillis, int port) {
    boolean same = same(sent.get(one).port(), port);
    if (same != same(sent.get(other).port(), port)) {
      return same;
    }
    return Math.abs(sent.get(one).epochMillis() - epochMillis)
        < Math.abs(sent.get(other).epochMillis() - epochMillis);
  }

  private void add(long epochMillis, String kald, String trace) {
    count++;
    if (disagreements.size() < MAX_DISAGREEMENTS) {
      disagreements.add(new Disagreement(epochMillis, kald, trace));
    }
  }

  /** The first of them, in the order of their times. */
  List<Disagreement> disagreements() {
    Disagreement[] all = disagreements.toArray(Disagreement[]::new);
    Arrays.sort(all, (one, other) -> Long.compare(one.epochMillis(), other.epochMillis()));
    return List.of(all);
  }

  /** All of them. */
  long count() {
    return count;
  }

  /** KeepAlives of the trace that were held against it. */
  long compared() {
    return compared;
  }

  /** When the first KeepAlive was sent; 0 when there is none. */
  long firstMillis() {
    return sent.isEmpty() ? 0 : sent.get(0).epochMillis();
  }

  long lastMillis() {
    return sent.isEmpty() ? 0 : sent.get(sent.size() - 1).epochMillis();
  }
}
