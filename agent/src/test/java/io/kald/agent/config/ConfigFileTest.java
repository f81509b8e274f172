package io.kald.agent.config;

import static io.kald.probe.Egress.KERNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.config.WebConfig.Listen;
import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeSpec;
import io.kald.probe.ResetIs;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.engine.EngineOptions;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.tcp.TcpSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private static final JournalConfig DEFAULT_JOURNAL =
      new JournalConfig(
          null,
          JournalConfig.Probes.ALL,
          64L << 20,
          24 * 3600 * SECOND,
          1L << 30,
          90 * 24 * 3600 * SECOND);

  private static Config parse(String yaml) throws ConfigException {
    return ConfigFile.parse("kald.yaml", yaml, GoodFiles.ENVIRONMENT);
  }

  private static Keepalive only(String yaml) throws ConfigException {
    Config config = parse(yaml);
    assertThat(config.keepalives()).hasSize(1);
    return config.keepalives().get(0);
  }

  @Test
  void shouldHaveTheseDefaults() throws ConfigException {
    Config config = parse("services: [{name: i, host: h}, {name: t, host: h, type: tcp}]");
    assertThat(config)
        .isEqualTo(
            new Config(
                List.of(
                    new Keepalive(
                        "i",
                        new IcmpSpec("h", Family.ANY, Egress.DEFAULT, IcmpSpec.DEFAULT_PAYLOAD),
                        Rule.DEFAULT,
                        List.of(new Service("i", false))),
                    new Keepalive(
                        "t",
                        new TcpSpec("h", 80, TcpClose.RST, Family.ANY, Egress.DEFAULT),
                        Rule.DEFAULT,
                        List.of(new Service("t", false)))),
                new WebConfig(new Listen("127.0.0.1", 9942), null, "/metrics"),
                new MetricsConfig(MetricsConfig.PerService.FULL),
                DEFAULT_JOURNAL,
                new WitnessConfig(
                    false,
                    false,
                    List.of("any"),
                    16L << 20,
                    512,
                    null,
                    16L << 20,
                    256L << 20,
                    64L << 20,
                    15 * SECOND,
                    5 * SECOND),
                new LogConfig(
                    LogConfig.Level.INFO, LogConfig.Format.LOGFMT, LogConfig.Transitions.GROUPED),
                new EngineOptions(1, 10 * MILLI, 0, true, 30 * SECOND, 600 * SECOND),
                List.of()));
  }

  @Test
  void shouldReadEveryKey() throws ConfigException {
    Config config = parse(GoodFiles.EVERYTHING);
    assertThat(config.web())
        .isEqualTo(
            new WebConfig(new Listen("::1", 0), new Secret("hunter2"), "/prometheus/metrics"));
    assertThat(config.metrics().perService()).isEqualTo(MetricsConfig.PerService.STATE);
    assertThat(config.journal())
        .isEqualTo(
            new JournalConfig(
                Path.of("/srv/kald"),
                JournalConfig.Probes.FAILURES,
                1 << 20,
                90 * 60 * SECOND,
                2 << 20,
                48 * 3600 * SECOND));
    assertThat(config.log())
        .isEqualTo(
            new LogConfig(LogConfig.Level.DEBUG, LogConfig.Format.JSON, LogConfig.Transitions.OFF));
    assertThat(config.engine())
        .isEqualTo(new EngineOptions(3, 3 * MILLI / 2, 500, false, 60 * SECOND, 0));
    assertThat(config.serviceCount()).isEqualTo(13);
    assertThat(config.monitored())
        .extracting(Monitored::name)
        .containsExactly(
            "web/front",
            "gateway",
            "null",
            "51000",
            "plain",
            "desk",
            "hall",
            "floor-08",
            "floor-09",
            "floor-0A",
            "floor-0B",
            "floor-0C");
  }

  @Test
  void shouldShareANamedKeepalive() throws ConfigException {
    Keepalive front = parse(GoodFiles.EVERYTHING).keepalives().get(0);
    Egress egress = new Egress(null, new PortRange(20_000, 29_999), "eth0.5", 46, 64, 0xffffffffL);
    assertThat(front)
        .isEqualTo(
            new Keepalive(
                "web/front",
                new TcpSpec(
                    "127.0.0.1", 443, TcpClose.HALF_OPEN, ResetIs.ANSWERED, Family.ANY, egress, 3),
                new Rule(300 * MILLI, 1, 2 * SECOND, 100 * MILLI, false),
                List.of(new Service("shop", false), new Service("shop-admin", true))));
  }

  @Test
  void shouldTakeFromTheDefaultsWhatAServiceLeavesOut() throws ConfigException {
    List<Keepalive> all = parse(GoodFiles.EVERYTHING).keepalives();
    Rule rule = new Rule(6 * SECOND, 4, 90 * SECOND, 2_500 * MILLI, true);
    Egress tcp = new Egress("127.0.0.3", new PortRange(30_000, 39_999), "lo", 34, 7, 16);
    assertThat(all.get(2).probe())
        .isEqualTo(
            new TcpSpec("localhost.", 81, TcpClose.FIN, ResetIs.REJECTED, Family.IPV4, tcp, 3));
    assertThat(all.get(2).rule()).isEqualTo(rule);
    assertThat(all.get(3).rule().timeoutNanos()).isZero();
    assertThat(all.get(4).probe())
        .isEqualTo(
            new IcmpSpec(
                "h", Family.IPV4, new Egress("127.0.0.3", null, "lo", 34, 7, 16), 57, true));
  }

  @Test
  void shouldWarnOfWhatCannotBeKept() throws ConfigException {
    String local = "services: [{name: a, host: 'fe80::1%eth0', source: 'fe80::2'}]";
    assertThat(parse(local).warnings()).singleElement().asString().contains("without a zone");
    String one = "services: [{name: a, type: tcp, host: h, syn-retries: 0, timeout: 2s}]";
    assertThat(parse(one).warnings()).singleElement().asString().contains("850ms at most, not 2s");
    assertThat(parse(one.replace("2s", "auto")).warnings()).isEmpty();
  }

  @Test
  void shouldWarnOfManySecondsWithoutAUnit() throws ConfigException {
    assertThat(
            parse("services: [{name: a, host: h, frequency: 500, retryperiod: 255s}]").warnings())
        .containsExactly(
            "kald.yaml:1:42: services[0].frequency: 500 without a unit counts seconds: 8m20s (write"
                + " 500s, or 500ms for milliseconds)");
    assertThat(
            parse("services: [{name: a, host: h, frequency: 255, retryperiod: 255s}]").warnings())
        .isEmpty();
    assertThat(
            parse("services: [{name: a, host: h, frequency: 500s, retryperiod: 255s}]").warnings())
        .isEmpty();
  }

  @Test
  void shouldKeepEqualRulesOnce() throws ConfigException {
    List<Keepalive> all =
        parse("services: [{name: a, host: h, frequency: 7}, {name: b, host: h, frequency: 7s}]")
            .keepalives();
    assertThat(all.get(0).rule()).isSameAs(all.get(1).rule());
    assertThat(all.get(0).probe().egress()).isSameAs(all.get(1).probe().egress());
  }

  @Test
  void shouldNarrowTheFamilyToTheSource() throws ConfigException {
    ProbeSpec probe = only("services: [{name: a, host: h, source: '::1'}]").probe();
    assertThat(probe.family()).isEqualTo(Family.IPV6);
    assertThat(probe.egress()).isEqualTo(new Egress("::1", null, null, KERNEL, KERNEL, KERNEL));
  }

  @Test
  void shouldSuspend() throws ConfigException {
    assertThat(only("services: [{name: a, host: h, suspend: true}]").suspended()).isTrue();
  }

  @Test
  void shouldFillPlaceholders() throws ConfigException {
    String yaml =
        """
        services: [{name: "${N:-a}-${E:-b}", host: "${KALD_TEST_TOKEN}.example"}]
        journal: {directory: 'x$${y}$z'}
        """;
    Config config =
        ConfigFile.parse("f", yaml, Map.of("KALD_TEST_TOKEN", "host", "E", "", "x", "y"));
    assertThat(config.keepalives().get(0).name()).isEqualTo("a-b");
    assertThat(config.keepalives().get(0).probe().host()).isEqualTo("host.example");
    assertThat(config.journal().directory()).isEqualTo(Path.of("x${y}$z"));
    assertThat(config.effective()).contains("x$${y}$z");
  }

  @Test
  void shouldReadTheTokenFromItsFileBesideTheConfiguration(@TempDir Path directory)
      throws Exception {
    Files.writeString(directory.resolve("token"), "s3cret\n");
    Path file = directory.resolve("kald.yaml");
    Files.writeString(file, "web: {token-file: token}\njournal: {directory: j}\n");
    Config config = ConfigFile.load(file, Map.of());
    assertThat(config.web().token()).isEqualTo(new Secret("s3cret"));
    assertThat(config.journal().directory()).isEqualTo(directory.resolve("j"));
  }

  @Test
  void shouldRefuseATokenFileWithoutToken(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("kald.yaml");
    Files.writeString(file, "web: {token-file: token}\n");
    Map<String, String> contents =
        Map.of(
            "\n",
            "it is empty",
            "t".repeat(5_000),
            "it is too long",
            "a secret\n",
            "there is a space in it",
            "a\nb\n",
            "it has more than one line",
            "a\tb",
            "there is a character in it that a header cannot carry",
            "\u00ff",
            "it is not text in UTF-8");
    for (Map.Entry<String, String> content : contents.entrySet()) {
      Files.writeString(directory.resolve("token"), content.getKey(), StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> ConfigFile.load(file, Map.of()))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              file
                  + ":1:19: web.token-file: token holds no token: "
                  + content.getValue()
                  + " (expected: 1 ~ 4096 visible ASCII characters)");
    }
  }

  @Test
  void shouldWarnOfAResetThatNobodyLooksAt() throws ConfigException {
    String service = "services: [{name: a, host: h, type: tcp, tcp-close: half-open";
    assertThat(parse(service + ", reset-is: rejected}]").warnings())
        .containsExactly(
            "kald.yaml:1:74: services[0].reset-is: reset-is rejected has no effect with tcp-close"
                + " half-open, which completes no handshake");
    assertThat(parse("defaults: {reset-is: rejected}\n" + service + "}]").warnings())
        .singleElement()
        .asString()
        .contains(":2:53: services[0].tcp-close: reset-is rejected has no effect");
    assertThat(parse(service.replace("half-open", "fin") + ", reset-is: rejected}]").warnings())
        .isEmpty();
  }

  @Test
  void shouldNeverShowASecret() throws ConfigException {
    Config config = parse(GoodFiles.EVERYTHING);
    assertThat(config.toString()).doesNotContain("hunter2").contains("token=***");
    assertThat(config.effective()).doesNotContain("hunter2").contains("token: '***'");
  }

  @Test
  void shouldWriteAnEffectiveTextThatReadsAsTheSameConfiguration() throws Exception {
    Config sample = ConfigFile.load(Shipped.SAMPLE, Map.of());
    assertThat(parse(sample.effective())).isEqualTo(sample);
    Config all = parse(GoodFiles.EVERYTHING.replace("${KALD_TEST_TOKEN}", Secret.MASK));
    assertThat(parse(all.effective())).isEqualTo(all);
    Config everywhere = parse("web: {listen: ':9942', token: t}\n");
    assertThat(parse(everywhere.effective()).web().listen())
        .isEqualTo(new WebConfig.Listen("", 9942));
    Config none = parse("web: {listen: off}\n");
    assertThat(parse(none.effective()).web().listen()).isNull();
  }

  @Test
  void shouldReadByteOrderMarkAndWindowsLineEnds(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("kald.yaml");
    Files.writeString(file, "\uFEFFservices:\r\n  - name: a\r\n    host: h\r\n");
    assertThat(ConfigFile.load(file, Map.of()).serviceCount()).isEqualTo(1);
  }

  @Test
  void shouldTakeSectionsWithNothingInThemAsLeftOut() throws ConfigException {
    assertThat(parse("services:\nweb:\ndefaults: ~\n").web()).isEqualTo(parse("log:\n").web());
  }

  @Test
  void shouldWarnOfWhatWasHardlyMeant() throws ConfigException {
    String yaml =
        """
        keepalives:
          - {name: lonely, host: h}
        web: {listen: "0.0.0.0:9942"}
        """;
    assertThat(parse(yaml).warnings())
        .containsExactly(
            "kald.yaml:2:12: keepalives[0].name: no service uses this keepalive: it is not probed",
            "kald.yaml:3:15: web.listen: 0.0.0.0:9942 is open to other machines and there is no"
                + " token");
    assertThat(parse("services: []").warnings())
        .containsExactly("kald.yaml:1:1: services: there are none: nothing is probed");
    String retry = "{host: h, timeout: 4s, retryperiod: 2s";
    assertThat(parse("services: [" + retry + ", name: a}]").warnings())
        .containsExactly(
            "kald.yaml:1:48: services[0].retryperiod: retryperiod 2s is shorter than the timeout"
                + " 4s: the first retry starts when the failed probe has ended");
  }

  /**
   * The timeout is that of the interval in force, and unknown services are asked at retryperiod.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "frequency: 3s, retryperiod: 1.5s | 2s | 750ms | services[0].retryperiod",
        "frequency: 10s | 9s | 4s | services[0].frequency",
        "frequency: 10s, retryperiod: 5500ms | - | - | -",
        "frequency: 2s, retryperiod: 1s | - | - | -",
        "frequency: 5s, retryperiod: 1h | - | - | -",
        "timeout: 4s, retryperiod: 1500ms | 4s | 1s500ms | services[0].retryperiod",
        "frequency: 3s, retryperiod: 1.5s, timeout: 1s | - | - | -",
        "frequency: 3s, retryperiod: 1.5s, type: tcp, syn-retries: 0 | - | - | -",
      })
  void shouldWarnWhenTheTimeoutIsMuchShorterWhileNotAlive(
      String keys, String alive, String otherwise, String place) throws ConfigException {
    List<String> warnings = parse("services: [{name: a, host: h, " + keys + "}]").warnings();
    if (place == null) {
      assertThat(warnings).isEmpty();
      return;
    }
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains(place + ": an answer may take " + alive + " while ALIVE, but only " + otherwise);
  }

  @Test
  void shouldWarnOnceOfATimeoutThatComesFromTheDefaults() throws ConfigException {
    String services = "services: [{name: a, host: h}, {name: b, host: h}]";
    assertThat(parse("defaults: {frequency: 1m}\n" + services).warnings())
        .singleElement()
        .asString()
        .startsWith("kald.yaml:1:23: defaults.frequency: ");
  }

  @Test
  void shouldTakeMoreLoopsWhenTheFileAsksForMoreThanOneCanSend() throws ConfigException {
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(loopsFor(1000)).isEqualTo(1);
    assertThat(loopsFor(1001)).isEqualTo(Math.min(2, processors));
    assertThat(loopsFor(10_000)).isEqualTo(Math.min(10, processors));
  }

  private static int loopsFor(int servicesAtTenASecond) throws ConfigException {
    StringBuilder text = new StringBuilder("services:\n");
    for (int i = 0; i < servicesAtTenASecond; i++) {
      text.append("- {name: s")
          .append(i)
          .append(", host: 127.0.0.1, type: icmp, frequency: 100ms}\n");
    }
    return ConfigFile.parse("k.yaml", text.toString(), Map.of()).engine().loops();
  }
}
