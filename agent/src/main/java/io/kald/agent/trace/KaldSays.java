package io.kald.agent.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  private record Sent(long epochMillis, Result result, String word) {}

  // state
  private final List<Sent> sent = new ArrayList<>();
  private final List<Disagreement> disagreements = new ArrayList<>(0);
  private long count;
  private boolean[] matched = {};
  private int from;

  /** A KeepAlive in the journal. */
  void sent(long epochMillis, String word) {
    sent.add(new Sent(epochMillis, Result.of(word), word));
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
  }

  /** A KeepAlive in the trace; its time is of the node's clock. */
  void logged(long epochMillis, boolean backup, long toleranceMillis) {
    int nearest = nearest(epochMillis, toleranceMillis);
    if (nearest < 0) {
      if (within(epochMillis)) {
        add(epochMillis, NOTHING, backup ? "a KeepAlive on a backup link" : "a KeepAlive");
      }
      return;
    }
    matched[nearest] = true;
    Sent mine = sent.get(nearest);
    boolean agreed =
        switch (mine.result()) {
          case ACKED -> !backup;
          case TCP_ONLY -> backup;
          case FAILED -> false;
          case UNKNOWN -> true;
        };
    if (!agreed) {
      add(
          mine.epochMillis(),
          mine.word(),
          backup ? "a KeepAlive on a backup link, without an answer" : "a KeepAlive, answered");
    }
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
  }

  private boolean within(long epochMillis) {
    return !sent.isEmpty()
        && epochMillis >= sent.get(0).epochMillis()
        && epochMillis <= sent.get(sent.size() - 1).epochMillis();
  }

  /** The nearest KeepAlive that is not matched yet, or -1. Times mostly rise. */
  private int nearest(long epochMillis, long toleranceMillis) {
    while (from < sent.size() && sent.get(from).epochMillis() < epochMillis - 60_000) {
      from++;
    }
    int best = -1;
    for (int i = from; i < sent.size(); i++) {
      long ahead = sent.get(i).epochMillis() - epochMillis;
      if (ahead > toleranceMillis) {
        break;
      }
      boolean nearer =
          best < 0 || Math.abs(ahead) < Math.abs(sent.get(best).epochMillis() - epochMillis);
      if (!matched[i] && -ahead <= toleranceMillis && nearer) {
        best = i;
      }
    }
    return best;
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

  /** When the first KeepAlive was sent; 0 when there is none. */
  long firstMillis() {
    return sent.isEmpty() ? 0 : sent.get(0).epochMillis();
  }

  long lastMillis() {
    return sent.isEmpty() ? 0 : sent.get(sent.size() - 1).epochMillis();
  }
}
