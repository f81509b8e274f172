package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.ProbeKind;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of keys are complete, and no key is there in vain. */
class KeysTest {
  private static final List<Class<?>> TABLES =
      List.of(
          ProbeKeys.class,
          PhoneKeys.class,
          WebConfig.class,
          MetricsConfig.class,
          JournalConfig.class,
          WitnessConfig.class,
          LogConfig.class,
          EngineKeys.class);

  private static final String PIN = "ab".repeat(32);

  /** To look for a file that is not there, or for another key, is what these should do. */
  private static final Set<String> END_IN_A_MISTAKE =
      Set.of("token-file", "tls", "tls-trust", "tls-certificate", "tls-key");

  private static final Set<String> ONLY_TCP =
      Set.of("tcp", "port", "tcp-close", "reset-is", "syn-retries", "source-ports");

  /** For each key a value that is not its default. */
  private static final Map<String, String> OTHER =
      Map.ofEntries(
          Map.entry("name", "other"),
          Map.entry("keepalive", "shared"),
          Map.entry("suspend", "true"),
          Map.entry("host", "other"),
          Map.entry("type", "tcp"),
          Map.entry("icmp", "{payload: 57}"),
          Map.entry("tcp", "{port: 81}"),
          Map.entry("port", "81"),
          Map.entry("tcp-close", "fin"),
          Map.entry("reset-is", "rejected"),
          Map.entry("payload", "57"),
          Map.entry("dont-fragment", "true"),
          Map.entry("syn-retries", "0"),
          Map.entry("family", "ipv6"),
          Map.entry("frequency", "9"),
          Map.entry("maxfailure", "1"),
          Map.entry("retryperiod", "9"),
          Map.entry("timeout", "1"),
          Map.entry("local-failures", "fail"),
          Map.entry("source", "127.0.0.9"),
          Map.entry("enabled", "true"),
          Map.entry("overrules", "true"),
          Map.entry("interfaces", "[lo, eth0]"),
          Map.entry("buffer", "1MiB"),
          Map.entry("snaplen", "96"),
          Map.entry("slices-size", "0"),
          Map.entry("slice-before", "1s"),
          Map.entry("slice-after", "1s"),
          Map.entry("source-ports", "1-2"),
          Map.entry("interface", "lo"),
          Map.entry("dscp", "0"),
          Map.entry("ttl", "1"),
          Map.entry("fwmark", "0"),
          Map.entry("listen", "off"),
          Map.entry("token", "x"),
          Map.entry("token-file", "no/such/file"),
          Map.entry("telemetry-path", "/x"),
          Map.entry("per-service", "none"),
          Map.entry("directory", "x"),
          Map.entry("probes", "none"),
          Map.entry("file-size", "1MiB"),
          Map.entry("file-age", "1h"),
          Map.entry("total-size", "2GiB"),
          Map.entry("transitions-age", "1d"),
          Map.entry("transitions", "off"),
          Map.entry("level", "warn"),
          Map.entry("format", "json"),
          Map.entry("loops", "63"),
          Map.entry("tick", "1ms"),
          Map.entry("in-flight", "7"),
          Map.entry("transport", "nio"),
          Map.entry("resolve-every", "1m"),
          Map.entry("keep-name", "1m"),
          Map.entry("device", "SEP00112233AABB"),
          Map.entry("devices", "\"SEP00112233AA[00-01]\""),
          Map.entry("device-type", "8"),
          Map.entry("protocol", "22"),
          Map.entry("lines", "0"),
          Map.entry("nodes", "[a, b]"),
          Map.entry("srst", "s"),
          Map.entry("detect-failure", "delayed"),
          Map.entry("wireless", "true"),
          Map.entry("baseline-start", "400ms"),
          Map.entry("baseline-least", "100ms"),
          Map.entry("baseline-most", "2s"),
          Map.entry("ratio", "2"),
          Map.entry("misses", "7"),
          Map.entry("missed-acks", "4"),
          Map.entry("connect-timeout", "9"),
          Map.entry("register-timeout", "9"),
          Map.entry("unregister-timeout", "9"),
          Map.entry("least-keepalive", "2"),
          Map.entry("most-keepalive", "9"),
          Map.entry("connection-monitor-duration", "0"),
          Map.entry("tls", "true"),
          Map.entry("tls-trust", "no/such/file"),
          Map.entry("tls-pin", PIN.replace("a", "c")),
          Map.entry("tls-certificate", "no/such/file"),
          Map.entry("tls-key", "no/such/file"));

  static List<String> everyKey() {
    List<String> all = new ArrayList<>();
    for (Keys keys : Document.SECTIONS) {
      keys.names().forEach(name -> all.add(keys.section() + " " + name));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("everyKey")
  void shouldChangeTheConfigurationWhenAKeyIsGiven(String sectionAndName) {
    String section = sectionAndName.substring(0, sectionAndName.indexOf(' '));
    String name = sectionAndName.substring(section.length() + 1);
    Map<String, Map<String, String>> file = smallFile();
    Map<String, String> item = file.computeIfAbsent(section, s -> new LinkedHashMap<>());
    if (ONLY_TCP.contains(name)) {
      item.put("type", "tcp");
    }
    if (name.startsWith("tls-")) {
      item.put("tls", "true");
      item.put("tls-pin", PIN);
    }
    if (sectionAndName.equals("defaults nodes")) {
      Objects.requireNonNull(file.get("phones")).remove("nodes");
    }
    Object before = outcome(text(file));
    item.put(name, OTHER.get(name));
    if (name.equals("keepalive")) {
      item.remove("host");
    } else if (name.equals("devices")) {
      item.remove("device");
    }
    Object after = outcome(text(file));
    assertThat(after).isNotEqualTo(before);
    assertThat(after).isInstanceOf(END_IN_A_MISTAKE.contains(name) ? String.class : Config.class);
  }

  private static Map<String, Map<String, String>> smallFile() {
    Map<String, Map<String, String>> file = new LinkedHashMap<>();
    file.put("keepalives", new LinkedHashMap<>(Map.of("name", "shared", "host", "h")));
    file.put("services", new LinkedHashMap<>(Map.of("name", "s", "host", "h")));
    file.put(
        "phones",
        new LinkedHashMap<>(Map.of("name", "p", "device", "SEP001122334455", "nodes", "h")));
    return file;
  }

  private static String text(Map<String, Map<String, String>> file) {
    StringBuilder out = new StringBuilder();
    file.forEach(
        (section, keys) -> {
          boolean list = Set.of("keepalives", "services", "phones").contains(section);
          out.append(section).append(list ? ":\n- {" : ": {");
          keys.forEach((key, value) -> out.append(key + ": " + value + ", "));
          out.append("}\n");
        });
    return out.toString();
  }

  private static Object outcome(String yaml) {
    try {
      return ConfigFile.parse("f", yaml, Map.of());
    } catch (ConfigException e) {
      return e.problems().toString();
    }
  }

  @Test
  void shouldListEveryKeyThatIsDeclared() throws IllegalAccessException {
    Set<Object> declared = new HashSet<>();
    for (Class<?> table : TABLES) {
      for (Field field : table.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == Key.class) {
          declared.add(field.get(null));
        }
      }
    }
    for (ProbeKind<?> kind : Kinds.all()) {
      kind.rows().forEach(row -> declared.add(row.key()));
    }
    Set<Object> listed = new HashSet<>();
    Document.SECTIONS.forEach(keys -> listed.addAll(keys.everywhere()));
    assertThat(listed).isEqualTo(declared);
  }
}
