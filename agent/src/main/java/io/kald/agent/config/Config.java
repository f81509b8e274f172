package io.kald.agent.config;

import io.kald.agent.text.Counted;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeSpec.SccpSpec;
import io.kald.probe.engine.EngineOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * One configuration, complete and valid: a {@code Config} that exists needs no further checks.
 *
 * @param keepalives named keepalives first, then each service's own, then phones, in the order of
 *     the file; names are unique among all of them
 * @param web the admin port
 * @param metrics what Prometheus is told
 * @param journal the journal
 * @param witness the capture of kald's own probes
 * @param log the log
 * @param engine how the engine runs
 * @param warnings what works, but hardly as it was meant; each with file, line and column
 */
public record Config(
    List<Keepalive> keepalives,
    WebConfig web,
    MetricsConfig metrics,
    JournalConfig journal,
    WitnessConfig witness,
    LogConfig log,
    EngineOptions engine,
    List<String> warnings) {
  /** Takes copies of the lists. */
  public Config {
    keepalives = List.copyOf(keepalives);
    warnings = List.copyOf(warnings);
  }

  /** How many services there are, suspended ones included. */
  public int serviceCount() {
    return keepalives.stream().mapToInt(k -> k.services().size()).sum();
  }

  /** {@code 3 services on 2 keepalives, 500 phones on 2 call managers}. */
  public String inWords() {
    List<SccpSpec> phones = new ArrayList<>();
    for (Keepalive keepalive : keepalives) {
      if (keepalive.probe() instanceof SccpSpec phone) {
        phones.add(phone);
      }
    }
    int others = keepalives.size() - phones.size();
    String services =
        Counted.of(serviceCount() - phones.size(), "service")
            + " on "
            + Counted.of(others, "keepalive");
    if (phones.isEmpty()) {
      return services;
    }
    long nodes = phones.stream().flatMap(phone -> phone.nodes().stream()).distinct().count();
    String registered =
        Counted.of(phones.size(), "phone") + " on " + Counted.of(nodes, "call manager");
    return others == 0 ? registered : services + ", " + registered;
  }

  /**
   * The configuration in force as YAML, with every default spelled out and every secret masked.
   * Reading it gives this configuration again, but for the secrets.
   */
  public String effective() {
    return EffectiveText.of(this);
  }
}
