package io.kald.probe.host;

/**
 * The longest packet an interface carries, and how long it was shorter.
 *
 * @param now bytes; 0 when the kernel does not report it
 * @param before what it was before it was last raised
 * @param raisedNanos when that was, monotonic; meaningless while {@code before} is 0
 */
record LinkMtu(int now, int before, long raisedNanos) {
  /** One of which no past is known. */
  static LinkMtu of(int bytes) {
    return new LinkMtu(bytes, 0, 0);
  }

  /** What is reported now. */
  LinkMtu become(int bytes, long nowNanos) {
    return bytes > now
        ? new LinkMtu(bytes, now, nowNanos)
        : new LinkMtu(bytes, before, raisedNanos);
  }

  /** The least it was at any time since then. */
  int since(long nanos) {
    return before != 0 && raisedNanos - nanos >= 0 ? Math.min(now, before) : now;
  }
}
