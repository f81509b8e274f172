package io.kald.probe.keepalive;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** A state and what it rests on. */
public record Standing(State state, Evidence evidence) {
  private static final Map<State, Map<Evidence, Standing>> ALL = all();

  /** Of a service that was not asked yet. */
  public static final Standing UNKNOWN = of(State.DOWN, Evidence.NONE);

  /** Of a service that the operator has taken out. */
  public static final Standing SUSPENDED = of(State.SUSPENDED, Evidence.NONE);

  /**
   * The one standing of these two. One is kept for every service there is and looked at with every
   * probe: always the same object, it costs neither room nor the collector's time.
   */
  public static Standing of(State state, Evidence evidence) {
    return Objects.requireNonNull(Objects.requireNonNull(ALL.get(state)).get(evidence));
  }

  /**
   * The word shown to people and scraped by Prometheus: the state, or {@code unknown} while nothing
   * is known. A CSS would show DOWN there; kald does not call a server down that it has not asked.
   */
  public String word() {
    return known() ? state.word() : "unknown";
  }

  /** Whether anybody may be told. */
  public boolean known() {
    return evidence != Evidence.NONE || state == State.SUSPENDED;
  }

  private static Map<State, Map<Evidence, Standing>> all() {
    Map<State, Map<Evidence, Standing>> all = new EnumMap<>(State.class);
    for (State state : State.values()) {
      Map<Evidence, Standing> some = new EnumMap<>(Evidence.class);
      for (Evidence evidence : Evidence.values()) {
        some.put(evidence, new Standing(state, evidence));
      }
      all.put(state, some);
    }
    return all;
  }
}
