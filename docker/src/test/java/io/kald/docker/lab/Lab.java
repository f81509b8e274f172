package io.kald.docker.lab;

/** Machines on one network that nothing else can reach. Gone when closed, with all on them. */
interface Lab extends AutoCloseable {
  /** What its machines are made of: {@code containers}, {@code namespaces}. */
  String driver();

  /**
   * A new machine.
   *
   * @param name what the scenario calls it; letters and digits
   */
  Host host(String name);

  @Override
  void close();
}
