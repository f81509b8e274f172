package io.kald.probe.engine;

import io.kald.probe.net.Descriptors;

/**
 * How the descriptors that are free at the start are shared out. Pure.
 *
 * @param limit the limit in force
 * @param inFlight probes with a descriptor of their own that may be outstanding at once, at least 1
 * @param kept sockets that idle probers may keep for their next probe
 */
record DescriptorPlan(long limit, int inFlight, int kept) {
  /** Left to everything but probes: jars, journal, admin port, name service, phones. */
  private static final int RESERVED = 256;

  /**
   * With few descriptors the reserve is a quarter of them, and at least this: for the files of the
   * journal, the admin port with some connections, and questions to the kernel.
   */
  private static final int LEAST_RESERVED = 16;

  /** From so many on, half of them are for sockets that are kept: below, probes need them all. */
  private static final int MANY = 4096;

  /**
   * Shares them out.
   *
   * @param wanted probes in flight as configured, or 0: as many as can be
   */
  static DescriptorPlan of(Descriptors now, int wanted) {
    int free = now.budget(0);
    int reserved = Math.min(RESERVED, Math.max(free / 4, LEAST_RESERVED));
    int budget = Math.max(1, free - reserved);
    int usual = budget < MANY ? budget : budget / 2;
    int inFlight = wanted == 0 ? usual : Math.min(wanted, budget);
    return new DescriptorPlan(now.soft(), inFlight, budget < MANY ? 0 : budget - inFlight);
  }
}
