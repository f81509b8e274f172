package io.kald.agent.audit;

import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sorts what a capture shows into streams of probes and links of phones. Keeps at most {@value
 * #MOST_PROBES} probes and as many messages; what lies beyond is counted, and the report says so.
 */
public final class Observed implements FlowListener {
  static final int MOST_PROBES = 1_000_000;

  private static final int MOST_FORGOTTEN = 10_000;

  // state
  private final Map<StreamKey, Stream> streams = new HashMap<>();
  private final Map<Long, SccpLink> links = new LinkedHashMap<>();
  private final Map<Ends, List<TcpExchange>> carriers = new HashMap<>();
  private final Set<Ends> phones = new HashSet<>();
  private final List<TcpExchange> forgotten = new ArrayList<>();
  private long probes;
  private long messages;
  private long leftOut;

  /** Both: a probe of the same machine may leave from a phone's port, towards another target. */
  private record Ends(Endpoint phone, Endpoint node) {}

  @Override
  public void onTcp(TcpExchange exchange) {
    if (exchange.forgotten() != null && forgotten.size() < MOST_FORGOTTEN) {
      forgotten.add(exchange);
    }
    Ends ends = new Ends(exchange.client(), exchange.server());
    if (phones.contains(ends)) {
      carriers.computeIfAbsent(ends, c -> new ArrayList<>()).add(exchange);
      return;
    }
    add(
        new StreamKey("tcp", exchange.client().address(), exchange.server(), ""),
        ProbeSeen.of(exchange));
  }

  @Override
  public void onEcho(EchoExchange exchange) {
    add(
        new StreamKey("icmp", exchange.source(), new Endpoint(exchange.target(), 0), ""),
        ProbeSeen.of(exchange));
  }

  @Override
  public void onSccp(SccpSeen seen) {
    phones.add(new Ends(seen.phone(), seen.node()));
    @Nullable LinkEvent event = LinkEvent.of(seen);
    if (event == null) {
      return;
    }
    if (messages == MOST_PROBES) {
      leftOut++;
      return;
    }
    messages++;
    links
        .computeIfAbsent(seen.connection(), c -> new SccpLink(seen.phone(), seen.node()))
        .add(event);
  }

  private void add(StreamKey key, @Nullable ProbeSeen probe) {
    if (probe == null) {
      return;
    }
    if (probes == MOST_PROBES) {
      leftOut++;
      return;
    }
    probes++;
    streams.computeIfAbsent(key, Stream::new).add(probe);
  }

  /** The capture is read: brings everything into its order. */
  public void settle() {
    streams.values().forEach(Stream::sort);
    links.values().forEach(SccpLink::settle);
    for (SccpLink link : links.values()) {
      carriers.getOrDefault(new Ends(link.phone(), link.node()), List.of()).stream()
          .filter(link::isOf)
          .findFirst()
          .ifPresent(link::carriedBy);
    }
  }

  Collection<Stream> streams() {
    return new TreeMap<>(streams).values();
  }

  /**
   * Takes streams apart where it is known which keepalive sent which probe. Where that is known of
   * some and they are all of one keepalive, the others are taken to be of it as well.
   */
  void tellApart(IdentityHashMap<ProbeSeen, String> keepalives) {
    Map<StreamKey, Stream> apart = new HashMap<>();
    for (Stream stream : streams.values()) {
      Set<String> names = new HashSet<>();
      for (ProbeSeen probe : stream.probes()) {
        names.add(keepalives.getOrDefault(probe, ""));
      }
      names.remove("");
      String only = names.size() == 1 ? names.iterator().next() : "";
      for (ProbeSeen probe : stream.probes()) {
        StreamKey key = stream.key().of(keepalives.getOrDefault(probe, only));
        apart.computeIfAbsent(key, Stream::new).add(probe);
      }
    }
    streams.clear();
    streams.putAll(apart);
  }

  /**
   * The links of each phone. A phone is told by its address, or by its device where several devices
   * register from one address.
   */
  Map<String, List<SccpLink>> phones() {
    Map<String, Set<String>> devices = new HashMap<>();
    for (SccpLink link : links.values()) {
      devices.computeIfAbsent(link.phone().address(), p -> new HashSet<>()).add(link.device());
    }
    devices.values().forEach(names -> names.remove(""));
    Map<String, List<SccpLink>> byPhone = new TreeMap<>();
    for (SccpLink link : links.values()) {
      String address = link.phone().address();
      boolean shared = devices.getOrDefault(address, Set.of()).size() > 1;
      String own = link.device().isEmpty() ? link.phone().toString() : link.device();
      byPhone.computeIfAbsent(shared ? own : address, p -> new ArrayList<>()).add(link);
    }
    return byPhone;
  }

  /** Connections of any kind that were gone when they were used again. */
  List<TcpExchange> forgotten() {
    return forgotten;
  }

  /** Probes and messages beyond what is kept. */
  long leftOut() {
    return leftOut;
  }
}
