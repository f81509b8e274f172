package io.kald.agent.config;

import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.engine.EngineOptions;
import java.util.List;

/**
 * One configuration, complete and valid: a {@code Config} that exists needs no further checks.
 *
 * @param monitored named keepalives first, then each service's own, then phones, in the order of
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
    List<Monitored> monitored,
    WebConfig web,
    MetricsConfig metrics,
    JournalConfig journal,
    WitnessConfig witness,
    LogConfig log,
    EngineOptions engine,
    List<String> warnings) {
  /** Takes copies of the lists. */
  public Config {
    monitored = List.copyOf(monitored);
    warnings = List.copyOf(warnings);
  }

  /**
   * What runs after this one was laid over another: of what only a start reads, that of {@code
   * started}.
   */
  public Config over(Config started) {
    return new Config(
        monitored,
        web.over(started.web),
        started.metrics,
        started.journal,
        started.witness,
        log,
        started.engine,
        warnings);
  }

  /** How many services there are, suspended ones included. */
  public int serviceCount() {
    return monitored.stream().mapToInt(each -> each.services().size()).sum();
  }

  /** What is probed: all but phones. */
  public List<Keepalive> keepalives() {
    return all(Keepalive.class);
  }

  /** The phones. */
  public List<Phone> phones() {
    return all(Phone.class);
  }

  private <M extends Monitored> List<M> all(Class<M> type) {
    return monitored.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** What there is, for every text that reports it. */
  public Counts counts() {
    List<Phone> phones = phones();
    long nodes = phones.stream().flatMap(phone -> phone.spec().nodes().stream()).distinct().count();
    return new Counts(
        serviceCount() - phones.size(), monitored.size() - phones.size(), phones.size(), nodes);
  }

  /**
   * The configuration in force as YAML, with every default spelled out and every secret masked.
   * Reading it gives this configuration again, but for the secrets.
   */
  public String effective() {
    return EffectiveText.of(this);
  }
}
