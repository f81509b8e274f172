package io.kald.agent.config;

import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Types;
import java.util.List;
import java.util.Locale;

/** What is exported of each service. */
public record MetricsConfig(PerService perService) {
  /** How many series a service gets. */
  public enum PerService {
    /** Counters, histogram and state of each service. */
    FULL,
    /** Only the state and the transitions of each service; the rest as sums. */
    STATE,
    /** Sums only. */
    NONE;

    /** The word used in configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Key<PerService> PER_SERVICE =
      Key.of(
          "per-service",
          Types.oneOf(List.of(PerService.values()), PerService::word),
          "full",
          "`full` exports counters and a duration histogram for each service, `state` only its"
              + " state and transitions, `none` only sums. Prometheus pays for each series, so"
              + " 100,000 services are better watched with `state`.");

  static final Keys KEYS = Keys.of("metrics", "What Prometheus is told.", PER_SERVICE);

  static MetricsConfig read(Section in) {
    return new MetricsConfig(in.value(PER_SERVICE));
  }
}
