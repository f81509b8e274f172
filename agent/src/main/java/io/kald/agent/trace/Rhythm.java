package io.kald.agent.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rhythm of one device's KeepAlives at one node: the interval is the median of the first
 * distances, the shorter one of the two in the middle, for a KeepAlive that is missing only makes
 * one longer; a gap is a distance of more than one and a half of it. Pure.
 */
final class Rhythm {
  static final int MAX_GAPS = 1_000;
  private static final int SAMPLES = 16;
  private static final int FEWEST_SAMPLES = 2;
  private static final long NEVER = -1;

  // deps
  private final boolean standby;

  // state
  private long lastMillis = NEVER;
  private long intervalMillis;
  private int samples;
  private final List<Step> pending = new ArrayList<>(0);
  private final List<Gap> gaps = new ArrayList<>(0);
  private long gapCount;
  private long missed;

  private record Step(long from, long to, boolean sample, boolean open) {}

  Rhythm(boolean standby) {
    this.standby = standby;
  }

  /** A KeepAlive. */
  void beat(long atMillis) {
    step(atMillis, true, false);
    lastMillis = atMillis;
  }

  /** Something from which the next interval counts, such as a registration. */
  void restart(long atMillis) {
    step(atMillis, false, false);
    lastMillis = atMillis;
  }

  /** Nothing is due any more. */
  void stop(long atMillis) {
    step(atMillis, false, false);
    lastMillis = NEVER;
  }

  /** Forgets the last KeepAlive without judging what came after it. */
  void drop() {
    lastMillis = NEVER;
  }

  /** The traces end. */
  void end(long atMillis) {
    step(atMillis, false, true);
    lastMillis = NEVER;
    learn();
  }

  /** 0: not learned. */
  long intervalMillis() {
    return intervalMillis;
  }

  /** The first of them. */
  List<Gap> gaps() {
    return gaps;
  }

  /** All of them. */
  long gapCount() {
    return gapCount;
  }

  long missed() {
    return missed;
  }

  private void step(long to, boolean sample, boolean open) {
    if (lastMillis == NEVER || to < lastMillis) {
      return;
    }
    Step step = new Step(lastMillis, to, sample, open);
    if (intervalMillis > 0) {
      judge(step);
      return;
    }
    pending.add(step);
    samples += sample ? 1 : 0;
    if (samples == SAMPLES || pending.size() > 2 * SAMPLES) {
      learn();
    }
  }

  private void learn() {
    if (intervalMillis == 0 && samples >= FEWEST_SAMPLES) {
      long[] distances =
          pending.stream().filter(Step::sample).mapToLong(step -> step.to - step.from).toArray();
      Arrays.sort(distances);
      intervalMillis = Math.max(1, distances[(distances.length - 1) / 2]);
      pending.forEach(this::judge);
    }
    pending.clear();
  }

  private void judge(Step step) {
    long distance = step.to - step.from;
    if (distance * 2 <= intervalMillis * 3) {
      return;
    }
    // The KeepAlive at the far end has come, if there was one.
    long due =
        step.sample
            ? Math.round((double) distance / intervalMillis) - 1
            : distance / intervalMillis;
    gapCount++;
    missed += due;
    if (gaps.size() < MAX_GAPS) {
      gaps.add(new Gap(step.from, step.to, Math.max(1, due), standby, step.open));
    }
  }
}
