package io.kald.agent.witness;

import java.util.concurrent.atomic.LongAdder;

/** What the witness did since the start. Written by its thread, read by any. */
public final class WitnessFigures {
  private volatile boolean up;
  private volatile long confirmed;
  private volatile long notOnWire;
  private volatile long verdictDiffers;
  private volatile long unknown;
  private volatile long unrecorded;
  private volatile long droppedPackets;
  private volatile long keptBytes;
  private volatile long overruledNotOnWire;
  private volatile long overruledAnswerDropped;
  private final LongAdder unreviewed = new LongAdder();

  /** Figures of a witness that does not run. */
  public WitnessFigures() {}

  /** Whether it captures on every interface it should. */
  public boolean up() {
    return up;
  }

  /** Results that packets confirm. */
  public long confirmed() {
    return confirmed;
  }

  /** Results without packets. */
  public long notOnWire() {
    return notOnWire;
  }

  /** Results whose packets show something else. */
  public long verdictDiffers() {
    return verdictDiffers;
  }

  /** Results that could not be judged. */
  public long unknown() {
    return unknown;
  }

  /** Probes on the wire without a result. */
  public long unrecorded() {
    return unrecorded;
  }

  /** Packets the capture lost. */
  public long droppedPackets() {
    return droppedPackets;
  }

  /** Bytes on disk: ring and slices. */
  public long keptBytes() {
    return keptBytes;
  }

  /** Failures overruled because their packets never left this machine. */
  public long overruledNotOnWire() {
    return overruledNotOnWire;
  }

  /** Failures overruled because this machine dropped the answer. */
  public long overruledAnswerDropped() {
    return overruledAnswerDropped;
  }

  /** Failures that went on without a review, although one is configured. */
  public long unreviewed() {
    return unreviewed.sum();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void addOverruledNotOnWire() {
    overruledNotOnWire++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void addOverruledAnswerDropped() {
    overruledAnswerDropped++;
  }

  /** Any thread. */
  void addUnreviewed() {
    unreviewed.increment();
  }

  void running(boolean is) {
    up = is;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void addConfirmed() {
    confirmed++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void addNotOnWire() {
    notOnWire++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void addVerdictDiffers() {
    verdictDiffers++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void addUnknown() {
    unknown++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void addUnrecorded() {
    unrecorded++;
  }

  void dropped(long packets) {
    droppedPackets = packets;
  }

  void kept(long bytes) {
    keptBytes = bytes;
  }
}
