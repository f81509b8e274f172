package io.kald.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.agent.bus.Events;
import io.kald.agent.metrics.PerService;
import io.kald.probe.Keepalive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScrapeTest {
  private static final int SERVICES = 1500;
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void shouldWriteEachMetricOnceAndEachSeriesOnceInText(PerService mode) throws IOException {
    try (Admin admin = filled(mode)) {
      HttpResponse<String> reply = admin.get("/metrics");

      assertThat(reply.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      List<String> lines = reply.body().lines().toList();
      assertThat(lines.stream().filter(line -> line.startsWith("# TYPE"))).doesNotHaveDuplicates();
      assertThat(
              lines.stream().filter(l -> !l.startsWith("#")).map(l -> l.replaceAll(" \\S+$", "")))
          .doesNotHaveDuplicates();
      assertThat(lines).noneMatch(line -> line.contains("# EOF"));
      assertThat(lines).contains("kald_services{state=\"down\"} 1.0");
      long states = lines.stream().filter(l -> l.startsWith("kald_service_state{")).count();
      assertThat(states).isEqualTo(mode == PerService.NONE ? 0 : 5L * SERVICES);
      long durations =
          lines.stream().filter(l -> l.startsWith("kald_probe_duration_seconds_count")).count();
      assertThat(durations).isEqualTo(mode == PerService.FULL ? SERVICES : 1);
    }
  }

  @Test
  @Tag("slow")
  void shouldWriteOpenMetricsWithOneEnd() throws IOException {
    try (Admin admin = filled(PerService.FULL)) {
      HttpResponse<String> reply = admin.get("/metrics", "Accept", OPEN_METRICS);

      assertThat(reply.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/openmetrics-text");
      assertThat(reply.body()).endsWith("# EOF\n").containsOnlyOnce("# EOF");
      assertThat(reply.body())
          .containsOnlyOnce("# TYPE kald_service_state gauge")
          .containsOnlyOnce("# TYPE kald_probes counter")
          .contains("kald_probes_total{keepalive=\"k7\",probe=\"tcp\"} 1.0");
    }
  }

  @Test
  @Tag("slow")
  void shouldWriteProtobufWithNativeHistograms() throws IOException {
    try (Admin admin = filled(PerService.STATE)) {
      HttpResponse<byte[]> reply =
          admin.ask(
              "/metrics",
              request -> {},
              HttpResponse.BodyHandlers.ofByteArray(),
              "Accept",
              PROTOBUF);

      assertThat(reply.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/vnd.google.protobuf");
      List<ProtobufFamily> families = ProtobufFamily.read(reply.body());
      assertThat(families).extracting(ProtobufFamily::name).contains("kald_probes_total");
      assertThat(
              families.stream()
                  .filter(f -> f.name().equals("kald_service_state"))
                  .mapToInt(ProtobufFamily::metrics)
                  .sum())
          .isEqualTo(5 * SERVICES);
      ProtobufFamily durations =
          families.stream()
              .filter(f -> f.name().equals("kald_probe_duration_seconds"))
              .findFirst()
              .orElseThrow();
      assertThat(durations.nativeSchemas()).containsExactly(3);
    }
  }

  @Test
  @Tag("slow")
  void shouldZipForWhoeverAcceptsIt() throws IOException {
    try (Admin admin = filled(PerService.STATE)) {
      HttpResponse<byte[]> reply =
          admin.ask(
              "/metrics",
              request -> {},
              HttpResponse.BodyHandlers.ofByteArray(),
              "Accept-Encoding",
              "deflate, gzip");

      assertThat(reply.headers().firstValue("Content-Encoding")).hasValue("gzip");
      byte[] text = new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
      assertThat(new String(text, StandardCharsets.UTF_8)).contains("kald_service_state{");
      assertThat(reply.body().length).isLessThan(text.length / 5);
      assertThat(admin.get("/metrics", "Accept-Encoding", "gzip;q=0").headers().map())
          .doesNotContainKey("Content-Encoding");
    }
  }

  @Test
  void shouldWriteOnlyTheMetricsThatAreNamed() throws IOException {
    try (Admin admin = filled(PerService.FULL)) {
      String body = admin.get("/metrics?name[]=kald_services&name[]=kald_build_info").body();

      Set<String> names = new HashSet<>();
      body.lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> names.add(line.replaceAll("[{ ].*", "")));
      assertThat(names).containsExactlyInAnyOrder("kald_services", "kald_build_info");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void shouldSatisfyPromtool(PerService mode) throws Exception {
    Path promtool = Path.of("/usr/bin/promtool");
    assumeTrue(
        Files.isExecutable(promtool), "not run: needs promtool of Debian's package prometheus");
    try (Admin admin = filled(mode)) {
      Process process =
          new ProcessBuilder(promtool.toString(), "check", "metrics")
              .redirectErrorStream(true)
              .start();
      try (OutputStream out = process.getOutputStream()) {
        out.write(admin.get("/metrics").body().getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(said).isEmpty();
      assertThat(process.exitValue()).isZero();
    }
  }

  private static Admin filled(PerService mode) throws IOException {
    Admin admin = new Admin(mode, null);
    List<Keepalive> keepalives = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      keepalives.add(Events.tcp("k" + i, "k" + i));
      admin.take(Events.added(keepalives.get(i), admin.time.nanoTime()));
    }
    for (Keepalive keepalive : keepalives) {
      admin.take(
          Events.probed(keepalive, Events.answered(300_000), Events.ALIVE, admin.time.nanoTime()));
      admin.take(Events.changed(keepalive, 0, Events.UNKNOWN, Events.ALIVE, admin.time.nanoTime()));
    }
    Keepalive first = keepalives.get(0);
    admin.take(Events.probed(first, Events.refused(1), Events.DOWN, admin.time.nanoTime()));
    admin.take(Events.probed(first, Events.notProbed(), Events.DOWN, admin.time.nanoTime()));
    admin.take(Events.changed(first, 0, Events.ALIVE, Events.DOWN, admin.time.nanoTime()));
    return admin;
  }
}
