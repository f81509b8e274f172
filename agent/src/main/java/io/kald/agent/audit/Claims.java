package io.kald.agent.audit;

import io.kald.agent.flow.Endpoint;
import io.kald.agent.pcap.Addresses;
import io.kald.agent.store.JournalEntries;
import io.kald.agent.store.JournalEntry;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a journal tells of probes that left, at most {@value Observed#MOST_PROBES} of them.
 *
 * <p>A journal is read twice beside a capture: for the ports of nodes, by which the capture is
 * read, and for claims, once the capture has shown which span of time they may be of. To read it
 * once, every line would have to be kept until then: 370 bytes of each, 2 GB of a journal of that
 * size, to spare 1.5 s for each million of lines.
 *
 * @param unreadable lines that cannot be read
 * @param leftOut probes beyond what is kept
 */
public record Claims(List<Claim> claims, long unreadable, long leftOut) {
  private static final String NOT_PROBED = "not-probed";

  /** Kinds of probes whose answers packets show; what others find out is not held against any. */
  private static final Set<String> SHOWN = Set.of("tcp", "icmp");

  /** Takes a copy. */
  public Claims {
    claims = List.copyOf(claims);
  }

  /**
   * Reads those within a span, and a second beside it.
   *
   * @param journal a journal's directory or one of its files
   * @throws IOException when it cannot be read
   */
  public static Claims read(Path journal, long fromNanos, long toNanos) throws IOException {
    List<Claim> claims = new ArrayList<>();
    long[] leftOut = {0};
    JournalEntries.Reading reading =
        JournalEntries.read(
            journal,
            entry -> {
              if (!tellsOfPacket(entry)
                  || entry.sentAtNanos() < fromNanos - Pairing.NEAR
                  || entry.sentAtNanos() > toNanos + Pairing.NEAR) {
                return;
              }
              if (claims.size() == Observed.MOST_PROBES) {
                leftOut[0]++;
              } else {
                claims.add(entry.event().equals("probe") ? probe(entry) : keepAlive(entry));
              }
            });
    return new Claims(claims, reading.unreadable(), leftOut[0]);
  }

  /**
   * The TCP ports of the nodes that phones of a journal were configured with.
   *
   * @param journal a journal's directory or one of its files
   * @throws IOException when it cannot be read
   */
  public static Set<Integer> sccpPorts(Path journal) throws IOException {
    Set<Integer> ports = new HashSet<>();
    JournalEntries.read(
        journal,
        entry -> {
          if (entry.event().equals("configured") && entry.text("kind").equals("sccp")) {
            for (String target : entry.text("target").split(", ", -1)) {
              ports.add(port(target));
            }
          }
        });
    ports.remove(0);
    return ports;
  }

  private static boolean tellsOfPacket(JournalEntry entry) {
    if (entry.sentAtNanos() == JournalEntry.NO_TIME) {
      return false;
    }
    // A phone's KeepAlives have lines of their own, which name the node and the link.
    return entry.event().equals("sccp-keepalive")
        || (entry.event().equals("probe")
            && SHOWN.contains(entry.text("kind"))
            && (!entry.text("outcome").equals(NOT_PROBED) || answerDropped(entry))
            && !entry.text("address").isEmpty());
  }

  /** A probe that left and was answered, and that kald does not hold against its target. */
  private static boolean answerDropped(JournalEntry entry) {
    return entry.text("reason").equals(Reason.ANSWER_DROPPED_HERE.label());
  }

  private static Claim probe(JournalEntry entry) {
    String target = entry.text("target");
    boolean dropped = answerDropped(entry);
    return new Claim(
        entry.text("keepalive"),
        entry.text("kind"),
        target,
        new Endpoint(
            Addresses.asInPackets(entry.text("address")),
            entry.text("kind").equals("icmp") ? 0 : port(target)),
        (int) entry.number("source_port", 0),
        entry.sentAtNanos(),
        entry.spanNanos("rtt", -1),
        // It says that an answer came at some time.
        dropped ? 0 : entry.spanNanos("after", -1),
        dropped ? entry.text("reason") : entry.text("outcome"),
        entry.text("detail").equals(ProbeResult.CLOSED_AT_ONCE));
  }

  /** A line without an address, as older journals have it, or port is paired by its time alone. */
  private static Claim keepAlive(JournalEntry entry) {
    int port = (int) entry.number("source_port", 0);
    boolean known = port != 0 && !entry.text("address").isEmpty();
    boolean answered = entry.text("verdict").equals("sccp-acked");
    // An answer that comes later than that was none when the line was written.
    long until = entry.monoNanos() - entry.number("sent_mono", entry.monoNanos());
    return new Claim(
        entry.text("group") + " at " + entry.text("node"),
        "sccp",
        entry.text("node"),
        known ? new Endpoint(Addresses.asInPackets(entry.text("address")), 0) : Claim.ANY_NODE,
        known ? port : 0,
        entry.sentAtNanos(),
        // Of a KeepAlive that only TCP acknowledged, the line has the time to that.
        answered ? entry.spanNanos("rtt", -1) : -1,
        answered ? -1 : until,
        entry.text("verdict"),
        false);
  }

  private static int port(String target) {
    String port = target.substring(target.lastIndexOf(':') + 1);
    return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 0;
  }
}
