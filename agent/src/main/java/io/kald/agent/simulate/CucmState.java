package io.kald.agent.simulate;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * The cluster at one moment.
 *
 * @param devices who is registered, with the name of the node
 * @param traceLinesLost lines that the trace files lack because writing was too slow
 */
public record CucmState(List<NodeState> nodes, Map<String, String> devices, long traceLinesLost) {
  /** Copies both. */
  public CucmState {
    nodes = List.copyOf(nodes);
    devices = Map.copyOf(devices);
  }

  /**
   * The node of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public NodeState node(String name) {
    return nodes.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("node: " + name));
  }

  /**
   * One node.
   *
   * @param links connections that are open
   * @param registered devices that are registered here
   * @param counts what happened since the start
   */
  public record NodeState(
      String name,
      InetSocketAddress address,
      Fault fault,
      int links,
      int registered,
      Counts counts) {}

  /**
   * Numbers since the start.
   *
   * @param accepted connections
   * @param keepAlives KeepAlives on registered links
   * @param acks KeepAliveAcks sent; less than {@code keepAlives} while answers are held back
   * @param backupDrops KeepAlives on backup links, which get no KeepAliveAck
   * @param registers devices that were registered
   * @param rejects Registers that were refused
   * @param unregisters devices that were registered and no longer are
   * @param tokens tokens that were granted
   * @param tokenRejects tokens that were refused
   * @param shed connections the node has ended for what came, or did not come, from their phones:
   *     too much, nothing for long, or nobody who reads the answers
   */
  public record Counts(
      long accepted,
      long keepAlives,
      long acks,
      long backupDrops,
      long registers,
      long rejects,
      long unregisters,
      long tokens,
      long tokenRejects,
      long shed) {}
}
