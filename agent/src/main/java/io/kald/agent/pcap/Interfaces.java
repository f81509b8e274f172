package io.kald.agent.pcap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The interfaces of a section of a pcapng file. */
final class Interfaces {
  /** More than any capture has; a file that describes more would only fill memory. */
  static final int MOST = 65_536;

  private record Entry(CaptureInterface described, Resolution resolution) {}

  // state
  private final List<Entry> entries = new ArrayList<>();
  private int before;
  private long[] dropped = new long[0];

  /** Begins a section: its packets count interfaces from 0 again. */
  void clear() {
    before += entries.size();
    entries.clear();
    dropped = new long[0];
  }

  boolean isFull() {
    return entries.size() >= MOST;
  }

  void add(CaptureInterface described, Resolution resolution) {
    entries.add(new Entry(described, resolution));
  }

  boolean has(int id) {
    return id >= 0 && id < entries.size();
  }

  /** Fills in what a packet has from its interface. */
  void describe(Packet packet, int id) {
    CaptureInterface described = entries.get(id).described();
    packet.interfaceId = before + id;
    packet.captureInterface = described;
    packet.linkType = described.linkType();
    packet.severalPlaces = entries.size() > 1 || isCooked(described.linkType());
  }

  Resolution resolution(int id) {
    return entries.get(id).resolution();
  }

  /** Counts of an interface replace its earlier ones; returns by how much there are more. */
  long moreDropped(int id, long count) {
    if (dropped.length < entries.size()) {
      dropped = java.util.Arrays.copyOf(dropped, entries.size());
    }
    long more = count - dropped[id];
    dropped[id] = count;
    return more;
  }

  /** Snap length of the first interface, whose simple packets do not say how long they are. */
  @Nullable CaptureInterface first() {
    return entries.isEmpty() ? null : entries.get(0).described();
  }

  static boolean isCooked(int linkType) {
    return linkType == LinkTypes.LINUX_SLL || linkType == LinkTypes.LINUX_SLL2;
  }
}
