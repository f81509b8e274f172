package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Shipped.SCHEMA));
  }

  private static List<String> errors(String yaml) throws IOException {
    return schema().validate(YAML.readTree(yaml)).stream().map(Error::toString).toList();
  }

  @Test
  void shouldBeWhatTheTablesOfKeysSay() throws IOException {
    Shipped.assertIs(Shipped.SCHEMA, SchemaWriter.schema());
  }

  @Test
  void shouldHoldEveryKeyWithItsDefault() throws IOException {
    JsonNode root = new ObjectMapper().readTree(Files.readString(Shipped.SCHEMA));
    for (Keys keys : Document.SECTIONS) {
      JsonNode section = root.at("/properties/" + keys.section());
      JsonNode properties =
          keys.isList() ? section.at("/items/properties") : section.at("/properties");
      List<String> names = new ArrayList<>();
      properties.fieldNames().forEachRemaining(names::add);
      assertThat(names).as(keys.section()).containsExactlyElementsOf(keys.names());
      for (Key<?> key : keys.all()) {
        JsonNode fallback = properties.get(key.name()).path("default");
        String expected = key.presence() == Key.Presence.DEFAULT ? key.absent() : "";
        assertThat(fallback.asText()).as(key.name()).isEqualTo(expected);
      }
    }
  }

  @Test
  void shouldAcceptItsOwnDefaults() throws IOException {
    for (Keys keys : Document.SECTIONS) {
      if (!keys.isList()) {
        StringBuilder yaml = new StringBuilder(keys.section() + ":\n");
        for (Key<?> key : keys.all()) {
          boolean has = key.presence() == Key.Presence.DEFAULT;
          yaml.append(has ? "  " + key.name() + ": " + key.absent() + "\n" : "");
        }
        assertThat(errors(yaml.toString())).as(yaml.toString()).isEmpty();
      }
    }
  }

  @Test
  void shouldAcceptTheSampleAndTheEffectiveText() throws Exception {
    assertThat(errors(Files.readString(Shipped.SAMPLE))).isEmpty();
    Config config = ConfigFile.parse("all", GoodFiles.EVERYTHING, GoodFiles.ENVIRONMENT);
    assertThat(errors(GoodFiles.EVERYTHING)).isEmpty();
    assertThat(errors(config.effective())).isEmpty();
    assertThat(ConfigFile.parse("again", config.effective(), Map.of()).monitored())
        .isEqualTo(config.monitored());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "servces: []",
        "services: [{host: h}]",
        "services: [{name: a}]",
        "services: [{name: a b, host: h}]",
        "services: [{name: a, host: h, port: 70000}]",
        "services: [{name: a, host: h, port: 0}]",
        "services: [{name: a, host: h, frequency: 5sec}]",
        "services: [{name: a, host: h, frequency: 7200}]",
        "services: [{name: a, host: h, maxfailure: 11}]",
        "services: [{name: a, host: h, tcp-close: reset}]",
        "services: [{name: a, host: h, dscp: 64}]",
        "services: [{name: a, host: h, dscp: gold}]",
        "services: [{name: a, host: h, suspend: 1}]",
        "keepalives: [{name: a, host: h, suspend: true}]",
        "keepalives: [{name: a}]",
        "phones: [{name: a, device: SEP001122334455}]",
        "phones: [{name: a, nodes: h}]",
        "phones: [{name: a, device: SEP1, nodes: h}]",
        "phones: [{name: a, device: SEP001122334455, nodes: [a, b, c, d]}]",
        "phones: [{name: a, device: SEP001122334455, nodes: []}]",
        "phones: [{name: a, device: SEP001122334455, nodes: 'a, b, c, d'}]",
        "phones: [{name: a, device: SEP001122334455, nodes: h, protocol: 23}]",
        "phones: [{name: a, device: SEP001122334455, nodes: h, ratio: 0.5}]",
        "phones: [{name: a, device: SEP001122334455, nodes: h, tls-pin: ab}]",
        "phones: [{name: a, device: SEP001122334455, nodes: h, port: 2000}]",
        "web: {listen: 9942}",
        "web: []",
        "metrics: {per-service: all}",
        "journal: {file-size: 64MB}",
        "engine: {tick: 1s, loops: 0}",
        "log: {level: 3}"
      })
  void shouldRefuseWhatKaldRefuses(String yaml) throws IOException {
    assertThat(errors(yaml)).isNotEmpty();
    assertThat(GoodFiles.loads(yaml)).isFalse();
  }
}
