package io.kald.agent.config;

import static io.kald.agent.config.ProbeKeys.*;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.kald.probe.Egress;
import io.kald.probe.Keepalive;
import io.kald.probe.Phone;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.engine.EngineOptions;
import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.ProbeKind;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Writes a configuration as the YAML that would give it. */
final class EffectiveText {
  private final JsonGenerator out;

  private EffectiveText(JsonGenerator out) {
    this.out = out;
  }

  static String of(Config config) {
    YAMLFactory factory =
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    StringWriter text = new StringWriter();
    try (JsonGenerator out = factory.createGenerator(text)) {
      new EffectiveText(out).write(config);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be written", e);
    }
    return text.toString();
  }

  private void write(Config config) throws IOException {
    out.writeStartObject();
    web(config.web());
    begin(MetricsConfig.KEYS);
    put(MetricsConfig.PER_SERVICE, config.metrics().perService());
    out.writeEndObject();
    journal(config.journal());
    witness(config.witness());
    begin(LogConfig.KEYS);
    put(LogConfig.LEVEL, config.log().level());
    put(LogConfig.FORMAT, config.log().format());
    put(LogConfig.TRANSITIONS, config.log().transitions());
    out.writeEndObject();
    engine(config.engine());
    defaults();
    out.writeArrayFieldStart(KEEPALIVES.section());
    for (Keepalive keepalive : config.keepalives()) {
      if (!ownedByService(keepalive)) {
        named(keepalive);
      }
    }
    out.writeEndArray();
    out.writeArrayFieldStart(SERVICES.section());
    for (Keepalive keepalive : config.keepalives()) {
      services(keepalive);
    }
    out.writeEndArray();
    phones(config);
    out.writeEndObject();
  }

  private void phones(Config config) throws IOException {
    out.writeArrayFieldStart(PhoneKeys.PHONES.section());
    for (Phone phone : config.phones()) {
      out.writeStartObject();
      new PhonesText(this).write(phone);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void web(WebConfig web) throws IOException {
    begin(WebConfig.KEYS);
    put(WebConfig.LISTEN, Optional.ofNullable(web.listen()));
    Secret token = web.token();
    if (token != null) {
      put(WebConfig.TOKEN, token);
    }
    put(WebConfig.TELEMETRY_PATH, web.telemetryPath());
    out.writeEndObject();
  }

  private void journal(JournalConfig journal) throws IOException {
    begin(JournalConfig.KEYS);
    put(JournalConfig.DIRECTORY, Optional.ofNullable(journal.directory()).map(Object::toString));
    put(JournalConfig.PROBES, journal.probes());
    put(JournalConfig.FILE_SIZE, journal.fileSizeBytes());
    put(JournalConfig.FILE_AGE, journal.fileAgeNanos());
    put(JournalConfig.TOTAL_SIZE, journal.totalSizeBytes());
    put(JournalConfig.TRANSITIONS_AGE, journal.transitionsAgeNanos());
    out.writeEndObject();
  }

  private void witness(WitnessConfig witness) throws IOException {
    begin(WitnessConfig.KEYS);
    put(WitnessConfig.ENABLED, witness.enabled());
    put(WitnessConfig.OVERRULES, witness.overrules());
    put(WitnessConfig.INTERFACES, witness.interfaces());
    put(WitnessConfig.BUFFER, witness.bufferBytes());
    put(WitnessConfig.SNAP_LENGTH, witness.snapLength());
    put(WitnessConfig.DIRECTORY, Optional.ofNullable(witness.directory()).map(Object::toString));
    put(WitnessConfig.FILE_SIZE, witness.fileSizeBytes());
    put(WitnessConfig.TOTAL_SIZE, witness.totalSizeBytes());
    put(WitnessConfig.SLICES_SIZE, witness.slicesSizeBytes());
    put(WitnessConfig.SLICE_BEFORE, witness.sliceBeforeNanos());
    put(WitnessConfig.SLICE_AFTER, witness.sliceAfterNanos());
    out.writeEndObject();
  }

  private void engine(EngineOptions engine) throws IOException {
    begin(EngineKeys.KEYS);
    put(EngineKeys.LOOPS, Optional.of(engine.loops()));
    put(EngineKeys.TICK, engine.tickNanos());
    put(EngineKeys.IN_FLIGHT, unless(0, engine.maxInFlight()));
    put(EngineKeys.TRANSPORT, engine.nativeTransport());
    put(EngineKeys.RESOLVE_EVERY, engine.resolveEveryNanos());
    put(EngineKeys.KEEP_NAME, engine.keepNameNanos());
    out.writeEndObject();
  }

  /** What a service below has when it says nothing: kald's own defaults, not the file's. */
  private void defaults() throws IOException {
    begin(DefaultKeys.DEFAULTS);
    for (Key<?> key : DefaultKeys.DEFAULTS.all()) {
      if (key.presence() == Key.Presence.DEFAULT) {
        text(key, key.name(), key.absent());
      }
    }
    for (ProbeKind<?> kind : Kinds.all()) {
      if (!kind.flat()) {
        defaults(kind.keys());
      }
    }
    out.writeEndObject();
  }

  private void defaults(Keys own) throws IOException {
    begin(own);
    for (Key<?> key : own.all()) {
      if (key.presence() == Key.Presence.DEFAULT) {
        text(key, key.shortName(), key.absent());
      }
    }
    out.writeEndObject();
  }

  private static boolean ownedByService(Keepalive keepalive) {
    return keepalive.services().size() == 1
        && keepalive.services().get(0).name().equals(keepalive.name());
  }

  private void named(Keepalive keepalive) throws IOException {
    out.writeStartObject();
    put(NAME, keepalive.name());
    describe(keepalive);
    out.writeEndObject();
  }

  private void services(Keepalive keepalive) throws IOException {
    boolean owned = ownedByService(keepalive);
    for (Service service : keepalive.services()) {
      out.writeStartObject();
      put(NAME, service.name());
      if (owned) {
        describe(keepalive);
      } else {
        put(KEEPALIVE, keepalive.name());
      }
      differing(SUSPEND, service.suspended());
      out.writeEndObject();
    }
  }

  private void describe(Keepalive keepalive) throws IOException {
    ProbeSpec probe = keepalive.probe();
    put(HOST, probe.host());
    ProbeKind<ProbeSpec> kind = Kinds.of(probe);
    differing(TYPE, kind);
    own(kind, probe);
    differing(FAMILY, probe.family());
    rule(keepalive.rule());
    egress(probe.egress());
  }

  /** A kind's own keys: flat for those of the CSS, else in their section. */
  private void own(ProbeKind<ProbeSpec> kind, ProbeSpec probe) throws IOException {
    List<Row<ProbeSpec, ?>> rows = kind.rows().stream().filter(row -> row.written(probe)).toList();
    if (!kind.flat() && !rows.isEmpty()) {
      out.writeObjectFieldStart(kind.name());
    }
    for (Row<ProbeSpec, ?> row : rows) {
      text(row.key(), kind.flat() ? row.key().name() : row.key().shortName(), row.text(probe));
    }
    if (!kind.flat() && !rows.isEmpty()) {
      out.writeEndObject();
    }
  }

  private void rule(Rule rule) throws IOException {
    differing(FREQUENCY, rule.frequencyNanos());
    differing(MAX_FAILURE, rule.maxFailure());
    differing(RETRY_PERIOD, rule.retryNanos());
    differing(TIMEOUT, unless(0L, rule.timeoutNanos()));
    differing(LOCAL_FAILURES, rule.localFailuresCount());
  }

  void egress(Egress egress) throws IOException {
    differing(SOURCE, Optional.ofNullable(egress.source()));
    differing(INTERFACE, Optional.ofNullable(egress.device()));
    differing(DSCP, unless(Egress.KERNEL, egress.dscp()));
    differing(TTL, unless(Egress.KERNEL, egress.ttl()));
    differing(FWMARK, unless((long) Egress.KERNEL, egress.mark()));
  }

  private static <T> Optional<T> unless(T none, T value) {
    return value.equals(none) ? Optional.empty() : Optional.of(value);
  }

  private void begin(Keys keys) throws IOException {
    out.writeObjectFieldStart(keys.section());
  }

  <T> void put(Key<T> key, T value) throws IOException {
    text(key, key.name(), key.type().writing().apply(value));
  }

  private void text(Key<?> key, String name, String text) throws IOException {
    if (key.type().isBoolean()) {
      out.writeBooleanField(name, Boolean.parseBoolean(text));
    } else {
      out.writeStringField(name, Placeholders.escape(text));
    }
  }

  <T> void differing(Key<T> key, T value) throws IOException {
    if (!value.equals(key.fallback())) {
      put(key, value);
    }
  }
}
