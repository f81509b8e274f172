package io.kald.agent.metrics;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the metrics page tells besides events; asked at each scrape, by the scraping thread. */
public interface Surroundings {
  /** What is running. */
  Build build();

  /** How the engine probes. */
  Engine engine();

  /** The source ports in use; asked more than once in a scrape. */
  Ports ports();

  /** The kernel's neighbour tables; empty where it does not report them. */
  List<Neighbours> neighbours();

  /** Events each sink did not get. */
  Map<String, Long> eventsDropped();

  /** Log lines that were dropped because nobody read them. */
  long logLinesDropped();

  /** Faults of our own, by where. */
  Map<String, Long> faults();

  /** What the journal did. */
  JournalCounts journal();

  /** What the witness did; null where none is configured. */
  @Nullable WitnessCounts witness();

  /** How the last reading of the configuration went. */
  Reload reload();

  /** What is running. */
  record Build(String version, String revision, String java) {}

  /**
   * How the engine probes.
   *
   * @param transport {@code epoll} or {@code nio}
   * @param descriptorsBudget probes that may be outstanding at once
   */
  record Engine(String transport, long descriptorsBudget) {}

  /**
   * Source ports.
   *
   * @param pools by source address and range
   * @param free ports left towards each keepalive's target; empty unless the metrics are in full
   */
  record Ports(List<PortPool> pools, Map<String, Long> free) {}

  /**
   * Source ports kald picks from itself.
   *
   * @param pool source address and range, as a reader knows it: {@code 192.0.2.1:51000-51999}
   * @param limit ports that may be used towards one target
   * @param inUse ports in use towards the target that uses most
   * @param quarantined ports left out
   */
  record PortPool(String pool, long limit, long inUse, long quarantined) {}

  /**
   * A neighbour table of the kernel.
   *
   * @param family {@code ipv4} or {@code ipv6}
   * @param entries of all network namespaces of the machine
   * @param limit the sysctl gc_thresh3
   */
  record Neighbours(String family, long entries, long limit) {}

  /** What the journal did since the start. */
  record JournalCounts(long lines, long bytes, long linesLost, long writeFailures) {}

  /**
   * What the witness did since the start.
   *
   * @param up whether it captures
   * @param confirmed results that packets confirm
   * @param notOnWire results without packets
   * @param verdictDiffers results whose packets show something else
   * @param unknown results that could not be judged
   * @param unrecorded probes on the wire without a result
   * @param droppedPackets packets the capture lost
   * @param keptBytes packets on disk
   * @param overruled failures that packets have overruled, by reason
   * @param unreviewed failures that went on without a review
   */
  record WitnessCounts(
      boolean up,
      long confirmed,
      long notOnWire,
      long verdictDiffers,
      long unknown,
      long unrecorded,
      long droppedPackets,
      long keptBytes,
      Map<String, Long> overruled,
      long unreviewed) {}

  /**
   * How the last reading of the configuration went.
   *
   * @param successEpochSeconds when one was last taken
   */
  record Reload(boolean successful, double successEpochSeconds) {}
}
