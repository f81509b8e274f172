package io.kald.agent.pcap;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a capture held.
 *
 * @param format its layout
 * @param packed whether it was packed with gzip
 * @param bytes read, after unpacking
 * @param packets handed out
 * @param firstNanos earliest date of a packet, in nanoseconds since 1970; 0 without packets
 * @param lastNanos latest date of a packet
 * @param interfaces those described, at most {@value #MOST_INTERFACES}
 * @param comments those of the whole file, at most {@value #MOST_COMMENTS}
 * @param dropped packets the capturing program says it lost, or -1 when it says nothing
 * @param contents how many packets were what; only kinds that occurred
 * @param fragments packets that are a part of an IP packet, the first part or a later one
 * @param undated packets without a date, which were given that of the one before
 * @param damage why reading stopped before the end; null when it did not
 */
public record CaptureSummary(
    CaptureFormat format,
    boolean packed,
    long bytes,
    long packets,
    long firstNanos,
    long lastNanos,
    List<CaptureInterface> interfaces,
    List<String> comments,
    long dropped,
    Map<Content, Long> contents,
    long fragments,
    long undated,
    @Nullable Damage damage) {
  static final int MOST_INTERFACES = 1000;
  static final int MOST_COMMENTS = 100;

  /** Packets of one kind. */
  public long count(Content content) {
    return contents.getOrDefault(content, 0L);
  }
}
