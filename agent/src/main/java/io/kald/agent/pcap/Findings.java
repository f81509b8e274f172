package io.kald.agent.pcap;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers what becomes the summary. */
@SuppressWarnings("EnumOrdinal") // Counts in an array; the numbers never leave this object.
final class Findings {
  private static final Content[] KINDS = Content.values();

  // state
  CaptureFormat format = CaptureFormat.PCAP;
  long packets;
  long undated;
  private final long[] contents = new long[KINDS.length];
  private final List<CaptureInterface> interfaces = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private long fragments;
  private long dropped = -1;
  private @Nullable Damage damage;

  void note(Packet packet) {
    packets++;
    firstNanos = Math.min(firstNanos, packet.atNanos);
    lastNanos = Math.max(lastNanos, packet.atNanos);
    contents[packet.content.ordinal()]++;
    if (packet.fragment) {
      fragments++;
    }
  }

  void note(CaptureInterface described) {
    if (interfaces.size() < CaptureSummary.MOST_INTERFACES) {
      interfaces.add(described);
    }
  }

  void noteComments(List<String> texts) {
    for (String text : texts) {
      if (comments.size() < CaptureSummary.MOST_COMMENTS) {
        comments.add(text);
      }
    }
  }

  void noteDropped(long count) {
    dropped = Math.max(0, dropped) + count;
  }

  void damaged(long offset, String text) {
    if (damage == null) {
      damage = new Damage(offset, text);
    }
  }

  CaptureSummary summary(boolean packed, long bytes) {
    Map<Content, Long> counted = new EnumMap<>(Content.class);
    for (Content kind : KINDS) {
      if (contents[kind.ordinal()] > 0) {
        counted.put(kind, contents[kind.ordinal()]);
      }
    }
    return new CaptureSummary(
        format,
        packed,
        bytes,
        packets,
        packets == 0 ? 0 : firstNanos,
        packets == 0 ? 0 : lastNanos,
        List.copyOf(interfaces),
        List.copyOf(comments),
        dropped,
        Map.copyOf(counted),
        fragments,
        undated,
        damage);
  }
}
