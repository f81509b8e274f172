package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.pcap.CaptureBuilder;
import io.kald.probe.lab.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kind of probe that is only a package, {@code io.kald.agent.example}, and a line: kald is given
 * the line on the class path of processes and class loaders of their own, so that no other test
 * sees the kind.
 */
@Tag("slow")
class ExampleKindTest {
  private static final Path LINE = resources();

  private final Path directory;
  private final ServerSocket server;
  private volatile String greeting = "hello";

  ExampleKindTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread greeter = new Thread(this::greet, "greeter");
    greeter.setDaemon(true);
    greeter.start();
  }

  @AfterEach
  void tearDown() throws IOException {
    server.close();
  }

  private static Path resources() {
    URL url = Objects.requireNonNull(ExampleKindTest.class.getResource("/example-kind"));
    return Path.of(URI.create(url.toString()));
  }

  private void greet() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write((greeting + "\n").getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The test is over, or a client had enough.
      }
    }
  }

  private Path config(String keys, String more) throws IOException {
    return Files.writeString(
        directory.resolve("kald.yaml"),
        """
        web: {listen: "127.0.0.1:0"}
        journal: {directory: journal}
        services:
        - {name: greet, type: example, host: 127.0.0.1, frequency: 200ms, retryperiod: 200ms, %s}
        %s
        """
            .formatted(keys, more));
  }

  private static String kald(String... arguments) throws IOException, InterruptedException {
    try (KaldProcess kald = KaldProcess.with(LINE, arguments)) {
      return kald.output();
    }
  }

  @Test
  void shouldNameItsMistakesWithTheirPlaces() throws Exception {
    Path file =
        config(
            "example: {port: 70000, greeting: goodbye, prot: 1}",
            "- {name: b, host: h, example: {port: 1}}");
    assertThat(kald("check", file.toString()))
        .contains("kald.yaml:4:103: services[0].example.port: 70000 (expected: 1 ~ 65535)")
        .contains("services[0].example.greeting: goodbye is no greeting")
        .contains("services[0].example.prot: unknown key (did you mean `port`?)")
        .contains("services[1].example.port: only for example, and this is icmp");
  }

  @Test
  void shouldBeACommandWithItsOptions() throws Exception {
    String target = "127.0.0.1:" + server.getLocalPort();
    assertThat(kald("probe", "--help")).contains("example", "waits for a greeting");
    assertThat(kald("completion")).contains("--greeting");
    assertThat(kald("probe", "example", target, "-c", "2", "-i", "10ms"))
        .contains("probing example " + target + " every 10 ms, expecting hello")
        .contains("2: answered from " + target)
        .contains("2 sent, 2 answered");
    assertThat(kald("probe", "example", target, "-c", "1", "--greeting", "hi", "-o", "json"))
        .contains("\"kind\":\"example\"", "\"outcome\":\"rejected\"", "said hello")
        .doesNotContain("syn_retransmits\":null");
  }

  @Test
  void shouldBeProbedShownJournalledAndCounted() throws Exception {
    int port = server.getLocalPort();
    Path file = config("example: {port: " + port + "}", "");
    try (KaldProcess kald = KaldProcess.with(LINE, "run", "--config.file", file.toString())) {
      kald.await("service changed state.*service=greet.*to=alive|greet.*alive");
      String page = "http://127.0.0.1:" + adminPort(kald);
      Await.until(
          "its metrics",
          () ->
              get(page + "/metrics")
                  .contains("kald_probes_total{keepalive=\"greet\",probe=\"example\"}"));
      assertThat(get(page + "/api/v1/services")).contains("\"kind\":\"example\"");
      assertThat(get(page + "/config")).contains("type: example", "    example:", "port: " + port);
      greeting = "go away";
      kald.await("greet.*down|to=down");
      assertThat(get(page + "/metrics"))
          .contains(
              "kald_probe_failures_total{keepalive=\"greet\",probe=\"example\",reason=\"closed\"}");
    }
    assertThat(KaldProcess.journal(directory.resolve("journal")))
        .anyMatch(line -> line.contains("\"kind\":\"example\"") && line.contains("said go away"));
  }

  /** Its packets are a prober's; what of its results they show is nobody's business here. */
  @Test
  void shouldBeAuditedByItsRule() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("kald.yaml"),
            "services: [{name: g, type: example, host: 192.0.2.1, example: {port: 7000}}]\n");
    CaptureBuilder capture = CaptureBuilder.pcap();
    for (int i = 0; i < 30; i++) {
      capture.at(1_129_800_136_000_000_000L + i * 5_000_000_000L);
      capture.tcp("192.0.2.9", 2000 + i, "192.0.2.1", 7000).open().reply("hello\n").rst();
    }
    Path packets = Files.write(directory.resolve("c.pcap"), capture.bytes());
    assertThat(kald("audit", packets.toString(), "--config", file.toString()))
        .contains("kald.yaml, keepalive g")
        .contains("Result: conforms");
  }

  @Test
  void shouldBeInTheSchemaAndTheReference() throws Exception {
    URL[] classes =
        Stream.concat(
                Stream.of(LINE),
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of))
            .map(ExampleKindTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader own = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      assertThat(said(own, "io.kald.agent.config.SchemaWriter", "schema"))
          .contains("\"example\" : {", "\"greeting\" : {", "What the server must say first.")
          .contains("What `type: example` asks: a greeting.");
      assertThat(said(own, "io.kald.agent.config.Reference", "sections"))
          .contains("example.greeting", "an ICMP echo, as the CSS does when nothing is said")
          .contains("a greeting, an ICMP echo");
    }
  }

  private static String said(ClassLoader own, String type, String method)
      throws ReflectiveOperationException {
    Method text = own.loadClass(type).getDeclaredMethod(method);
    text.setAccessible(true);
    return String.valueOf(text.invoke(null));
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String adminPort(KaldProcess kald) {
    String line = kald.earlier("127.0.0.1:");
    return line.replaceFirst(".*127\\.0\\.0\\.1:([0-9]+).*", "$1");
  }

  private static String get(String url) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
