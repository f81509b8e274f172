package io.kald.agent.witness;

import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.FlowOptions;
import io.kald.agent.flow.FlowTable;
import io.kald.agent.pcap.CaptureInterface;
import io.kald.agent.pcap.Packet;
import io.kald.agent.pcap.PacketDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Decodes captured packets and puts them together to exchanges. */
final class Wire {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** For stragglers of an answered probe: the same echo again, an RST after an RST. */
  private static final long LINGER = 200 * MILLI;

  /** From the time-out of a probe until its packets are told as they are. */
  private static final long GRACE = 1000 * MILLI;

  private static final int MOST_FLOWS = 1 << 18;

  // deps
  private final List<PacketDecoder> decoders = new ArrayList<>();
  private final FlowListener listener;

  // state
  private FlowTable flows;
  private long patienceNanos;
  private Set<Integer> sccpPorts;
  private long frames;

  /**
   * Nothing was seen yet.
   *
   * @param longestNanos how long a probe may take
   * @param sccpPorts TCP ports of nodes whose messages can be read
   */
  Wire(
      List<CaptureInterface> interfaces,
      long longestNanos,
      Set<Integer> sccpPorts,
      FlowListener listener) {
    boolean several = interfaces.size() > 1;
    for (CaptureInterface at : interfaces) {
      decoders.add(new PacketDecoder(at, decoders.size(), several));
    }
    this.listener = listener;
    this.patienceNanos = longestNanos + GRACE;
    this.sccpPorts = Set.copyOf(sccpPorts);
    this.flows = table();
  }

  private FlowTable table() {
    FlowOptions usual = FlowOptions.USUAL;
    return new FlowTable(
        new FlowOptions(
            MOST_FLOWS, sccpPorts, LINGER, patienceNanos, patienceNanos, usual.duplicateNanos()),
        listener);
  }

  /** How long after its last packet an exchange is told at the latest. */
  long patienceNanos() {
    return patienceNanos + LINGER;
  }

  /** Takes a packet of the interface at that place; what it returns is valid until the next. */
  Packet take(int place, RawPacket raw) {
    Packet packet =
        decoders.get(place).decode(++frames, raw.atNanos(), raw.frame(), raw.wireLength());
    flows.onPacket(packet);
    return packet;
  }

  /** Tells what is over by packet time. */
  void advance(long nowNanos) {
    flows.advance(nowNanos);
  }

  /** Tells everything as it is. */
  void finish() {
    flows.finish();
  }

  /** Whether these ports of nodes are among those whose messages are read. */
  boolean reads(Set<Integer> ports) {
    return sccpPorts.containsAll(ports);
  }

  /** Tells everything as it is and begins anew, by other arguments of the constructor. */
  void restart(long longestNanos, Set<Integer> ports) {
    flows.finish();
    patienceNanos = longestNanos + GRACE;
    sccpPorts = Set.copyOf(ports);
    flows = table();
  }

  /** Begins anew without a word: what was held cannot be trusted. */
  void forget() {
    flows = table();
  }
}
