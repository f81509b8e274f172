package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of a kind of probe, in a section of their own. */
class KindSectionsTest {
  private static Config parse(String yaml) throws ConfigException {
    return ConfigFile.parse("f", yaml, Map.of());
  }

  private static final String SERVICE = "services: [{name: a, host: h, %s}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: tcp, tcp: {port: 81, close: fin}     | type: tcp, port: 81, tcp-close: fin",
        "type: tcp, port: 81, tcp: {close: fin}     | type: tcp, port: 81, tcp-close: fin",
        "type: tcp, tcp: {source-ports: 100-200}    | type: tcp, source-ports: 100-200",
        "type: tcp, tcp: {syn-retries: 0}           | type: tcp, syn-retries: 0",
        "icmp: {payload: 60, dont-fragment: true}   | payload: 60, dont-fragment: true",
        "icmp: {}                                   | type: icmp",
        "icmp:                                      | type: icmp",
      })
  void shouldMeanTheSameAsTheFullNames(String inSection, String flat) throws ConfigException {
    Config config = parse(SERVICE.formatted(inSection));
    assertThat(config.keepalives()).isEqualTo(parse(SERVICE.formatted(flat)).keepalives());
    assertThat(parse(config.effective())).isEqualTo(config);
  }

  @Test
  void shouldStandInDefaultsForAllServicesOfTheirKind() throws ConfigException {
    Config config =
        parse(
            """
            defaults: {type: tcp, tcp: {port: 443, close: fin}, icmp: {payload: 60}}
            services:
            - {name: a, host: h}
            - {name: b, host: h, port: 80}
            - {name: c, host: h, tcp: {close: rst}}
            - {name: d, host: h, type: icmp}
            """);
    Config flat =
        parse(
            """
            services:
            - {name: a, host: h, type: tcp, port: 443, tcp-close: fin}
            - {name: b, host: h, type: tcp, port: 80, tcp-close: fin}
            - {name: c, host: h, type: tcp, port: 443}
            - {name: d, host: h, payload: 60}
            """);
    assertThat(config.keepalives()).isEqualTo(flat.keepalives());
  }

  @Test
  void shouldKeepEqualValuesOnce() throws ConfigException {
    Config config =
        parse(
            """
            services:
            - {name: a, host: h, type: tcp, tcp: {source-ports: 100-200}, dscp: 1}
            - {name: b, host: h, type: tcp, source-ports: 100-200, dscp: 1}
            """);
    assertThat(config.keepalives().get(0).probe().egress())
        .isSameAs(config.keepalives().get(1).probe().egress());
  }
}
