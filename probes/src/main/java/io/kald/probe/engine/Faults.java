package io.kald.probe.engine;

/** Takes our own bugs: each is counted, the first of its kind logged with its stack. Any thread. */
@FunctionalInterface
public interface Faults {
  /**
   * Reports a fault; must not throw.
   *
   * @param where the room or step it happened in, a short fixed word
   */
  void report(String where, Throwable fault);
}
