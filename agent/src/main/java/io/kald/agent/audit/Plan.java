package io.kald.agent.audit;

import io.kald.probe.Keepalive;
import io.kald.probe.Wire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which terms each stream is judged by. */
public final class Plan {
  // deps
  private final @Nullable Terms all;
  private final String origin;
  private final Map<Asked, List<Keepalive>> keepalives = new LinkedHashMap<>();

  // state
  private final Map<String, Set<String>> names = new HashMap<>();

  private Plan(@Nullable Terms all, String origin, List<Keepalive> keepalives) {
    this.all = all;
    this.origin = origin;
    for (Keepalive keepalive : keepalives) {
      this.keepalives.computeIfAbsent(Asked.by(keepalive), a -> new ArrayList<>()).add(keepalive);
    }
  }

  /** Every stream by what it shows itself. */
  public static Plan inferred() {
    return new Plan(null, "", List.of());
  }

  /** Every stream by one rule. */
  public static Plan settings(Terms terms) {
    return new Plan(terms, "", List.of());
  }

  /**
   * Each stream by the keepalive that has its target; others by what they show themselves.
   *
   * @param origin what a reader calls the configuration
   */
  public static Plan configured(List<Keepalive> keepalives, String origin) {
    return new Plan(null, origin, keepalives);
  }

  /** Learns from a journal which address a name had. */
  void resolved(String name, String address) {
    if (!name.equals(address)) {
      names.computeIfAbsent(address, a -> new TreeSet<>()).add(name);
    }
  }

  /** Whether every stream has to be judged, regular or not. */
  boolean judgesAll() {
    return all != null;
  }

  /** The terms that are given for a stream, or null: none. */
  @Nullable Terms given(StreamKey key) {
    if (all != null) {
      return all;
    }
    @Nullable Keepalive keepalive = keepalive(key);
    if (keepalive == null) {
      return null;
    }
    Wire wire = keepalive.probe().wire();
    return new Terms(
        keepalive.rule(),
        wire.close(),
        wire.resetIs(),
        Terms.From.GIVEN,
        origin + ", keepalive " + keepalive.name());
  }

  /** The keepalive that sends these probes; null when there is none, or several might. */
  @Nullable Keepalive keepalive(StreamKey key) {
    List<Keepalive> asking = asking(key);
    if (!key.keepalive().isEmpty()) {
      return asking.stream().filter(k -> k.name().equals(key.keepalive())).findFirst().orElse(null);
    }
    return asking.size() == 1 ? asking.get(0) : null;
  }

  /** All keepalives of the configuration that ask this target. */
  List<Keepalive> asking(StreamKey key) {
    String address = key.target().address();
    List<Keepalive> asking =
        new ArrayList<>(keepalives.getOrDefault(asked(key, address), List.of()));
    for (String name : names.getOrDefault(address, Set.of())) {
      asking.addAll(keepalives.getOrDefault(asked(key, name), List.of()));
    }
    return asking;
  }

  private static Asked asked(StreamKey key, String host) {
    return new Asked(key.kind(), host, key.target().port());
  }

  /** Targets of the configuration that none of these streams asks. */
  List<Keepalive> unseen(List<StreamKey> keys) {
    Set<Keepalive> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    keys.forEach(key -> seen.addAll(asking(key)));
    return keepalives.values().stream()
        .flatMap(List::stream)
        .filter(k -> !k.suspended() && !seen.contains(k))
        .toList();
  }

  /** What a keepalive asks. */
  private record Asked(String kind, String host, int port) {
    static Asked by(Keepalive keepalive) {
      Wire wire = keepalive.probe().wire();
      return new Asked(wire.transport().word(), keepalive.probe().host(), wire.port());
    }
  }
}
