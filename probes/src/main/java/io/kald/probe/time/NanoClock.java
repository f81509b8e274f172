package io.kald.probe.time;

/** Monotonic time: good for spans, meaningless as a date. May be negative, may wrap. */
@FunctionalInterface
public interface NanoClock {
  /** The machine's monotonic clock. */
  NanoClock SYSTEM = System::nanoTime;

  /** Nanoseconds since an arbitrary moment; compare by subtraction only. */
  long nanoTime();
}
