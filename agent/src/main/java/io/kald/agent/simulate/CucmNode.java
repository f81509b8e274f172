package io.kald.agent.simulate;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** One call manager of a simulated cluster. Any thread but those of the cluster itself. */
public final class CucmNode {
  // deps
  private final NodeServer server;
  private final Consumer<Fault> change;

  CucmNode(NodeServer server, Consumer<Fault> change) {
    this.server = server;
    this.change = change;
  }

  /** Its name in the cluster. */
  public String name() {
    return server.name();
  }

  /** Where it listens, or did before it was stopped. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** What is wrong with it now. */
  public Fault fault() {
    return server.fault();
  }

  /**
   * Puts a fault in force, or does an act; done when this has returned. An act of a node that hangs
   * waits until it hangs no more.
   *
   * @throws IllegalStateException with a message for the user, when this machine cannot do it or
   *     the cluster is closed
   */
  public void fault(Fault fault) {
    change.accept(fault);
  }
}
