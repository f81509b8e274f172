package io.kald.agent.audit;

import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.sccp.KeepAlive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The KeepAlives that packets show and what came of each so far, while packets still come in. Times
 * are those of packets, nanoseconds since 1970. Bounded: the connections that were used last, and
 * the last KeepAlives of each. Confined to one thread.
 */
public final class KeepAlivesSeen {
  private static final int MOST_WAYS = 1 << 14;
  private static final int MOST_PHONES = 8;

  /** What packets show of a KeepAlive. */
  public sealed interface Sight permits Shown, Absent {}

  /**
   * It is there.
   *
   * @param certain whether no other KeepAlive can have had its answer, or it another one's
   */
  public record Shown(OnWire seen, boolean certain) implements Sight {}

  /**
   * It is not there.
   *
   * @param why what makes that prove nothing, for a reader; empty: it did not leave
   */
  public record Absent(String why) implements Sight {}

  /** What a claim knows of a connection; phones of several addresses may share it. */
  private record Way(Endpoint node, int port) {}

  // state
  private final Map<Way, List<LinkSeen>> ways = new LinkedHashMap<>(16, 0.75f, true);
  private long forgottenNanos = Long.MIN_VALUE;

  /** Nothing was seen yet. */
  public KeepAlivesSeen() {}

  /** Takes a message when it is first seen. */
  public void sent(SccpSeen message) {
    @Nullable LinkEvent event = LinkEvent.of(message);
    if (event != null) {
      link(message.phone(), message.node()).take(event, message.connection());
    }
  }

  /** Takes a message when TCP has acknowledged it, or nobody waits for that any more. */
  public void over(SccpSeen message) {
    @Nullable Moment by = message.acknowledged();
    if (by != null && message.message() instanceof KeepAlive) {
      link(message.phone(), message.node()).acknowledged(message.seen(), by);
    }
  }

  /** Bytes at that moment cannot be read, see {@link io.kald.agent.flow.FlowListener}. */
  public void unread(Endpoint phone, Endpoint node, Moment at) {
    link(phone, node).unread(at.atNanos());
  }

  /** The connection between these two is over. */
  public void ended(Endpoint phone, Endpoint node) {
    for (LinkSeen link : ways.getOrDefault(new Way(node, phone.port()), List.of())) {
      if (link.phone().equals(phone)) {
        link.end();
      }
    }
  }

  /**
   * What is seen of the KeepAlive that somebody says was sent then, within half a second. It is not
   * given to who claims another one.
   *
   * @param port the phone's
   */
  public Sight claim(Endpoint node, int port, long sentNanos) {
    List<LinkSeen> links = ways.getOrDefault(new Way(node, port), List.of());
    return links.stream()
        .min(Comparator.comparingLong(link -> link.offNanos(sentNanos)))
        .map(link -> link.claim(sentNanos))
        .orElseGet(() -> new Absent(unknownWay(sentNanos)));
  }

  private String unknownWay(long sentNanos) {
    return sentNanos - OnWire.NEAR_NANOS <= forgottenNanos
        ? "more connections are in use than are remembered"
        : "";
  }

  /** Begins anew: what was seen cannot be trusted. */
  public void clear() {
    ways.clear();
  }

  private LinkSeen link(Endpoint phone, Endpoint node) {
    List<LinkSeen> links =
        ways.computeIfAbsent(new Way(node, phone.port()), way -> new ArrayList<>(1));
    for (LinkSeen link : links) {
      if (link.phone().equals(phone)) {
        return link;
      }
    }
    LinkSeen made = new LinkSeen(phone);
    links.add(made);
    if (links.size() > MOST_PHONES) {
      forget(List.of(links.remove(0)));
    }
    if (ways.size() > MOST_WAYS) {
      forget(ways.remove(ways.keySet().iterator().next()));
    }
    return made;
  }

  private void forget(@Nullable List<LinkSeen> links) {
    for (LinkSeen link : links == null ? List.<LinkSeen>of() : links) {
      forgottenNanos = Math.max(forgottenNanos, link.lastNanos());
    }
  }
}
