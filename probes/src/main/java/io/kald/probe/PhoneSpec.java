package io.kald.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A phone: registered with one node of its group, watching another.
 *
 * @param nodes in order of preference, 1 to 3, each with a name of its own
 * @param srst the last resort when none of them takes the phone, or null
 * @param tls null: plain TCP
 */
public record PhoneSpec(
    PhoneDevice device,
    List<PhoneNode> nodes,
    @Nullable PhoneNode srst,
    PhoneTimers timers,
    PhoneDetection detection,
    @Nullable PhoneTls tls,
    Egress egress) {
  /** Takes a copy of the nodes and refuses a group without any. */
  public PhoneSpec {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("nodes: none (expected: 1 ~ 3)");
    }
    nodes = List.copyOf(nodes);
  }

  /** All nodes in order; the SRST reference, if there is one, is the last. */
  public List<PhoneNode> allNodes() {
    List<PhoneNode> all = new ArrayList<>(nodes);
    if (srst != null) {
      all.add(srst);
    }
    return List.copyOf(all);
  }

  /**
   * Whether a phone that is registered as this needs no new registration to become the other: they
   * differ in detection and timers at most.
   */
  public boolean registersAs(PhoneSpec other) {
    return equals(
        new PhoneSpec(
            other.device, other.nodes, other.srst, timers, detection, other.tls, other.egress));
  }

  /** The same for another device. */
  public PhoneSpec as(PhoneDevice other) {
    return new PhoneSpec(other, nodes, srst, timers, detection, tls, egress);
  }

  /** All nodes, in order of preference. */
  public String target() {
    return nodes.stream().map(PhoneNode::target).collect(Collectors.joining(", "));
  }
}
