package io.kald.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.agent.metrics.PerService;
import io.kald.probe.Keepalive;
import io.kald.probe.Phone;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerTest {
  private Admin admin;

  @BeforeEach
  void start() throws IOException {
    admin = new Admin(PerService.FULL, null);
  }

  @AfterEach
  void stop() {
    admin.close();
    assertThat(admin.faults.counts()).allSatisfy((where, n) -> assertThat(n).isNotNegative());
  }

  @Test
  void shouldSayThatItIsHealthyAndWhetherItIsReady() {
    assertThat(admin.get("/-/healthy").body()).isEqualTo("Healthy\n");
    assertThat(admin.get("/-/ready").statusCode()).isEqualTo(200);

    admin.ready = false;

    assertThat(admin.get("/-/ready").statusCode()).isEqualTo(503);
    assertThat(admin.get("/-/healthy").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldNotCallADaemonHealthyWhoseScheduleStandsStill() {
    admin.behindNanos = 1_900_000_000L;
    assertThat(admin.get("/-/healthy").statusCode()).isEqualTo(200);

    admin.behindNanos = 2_500_000_000L;
    assertThat(admin.get("/-/healthy").statusCode()).isEqualTo(503);
    assertThat(admin.get("/-/healthy").body())
        .isEqualTo("Not healthy: the schedule stands still, for 2500 ms at least.\n");
  }

  @Test
  void shouldReloadByPostOnly() {
    HttpResponse<String> read = admin.get("/-/reload");
    assertThat(read.statusCode()).isEqualTo(405);
    assertThat(read.body()).isEqualTo("This endpoint requires a POST request.\n");
    assertThat(read.headers().firstValue("Allow")).hasValue("POST");

    HttpResponse<String> posted = admin.post("/-/reload");
    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(posted.body()).isEqualTo("1 keepalive added, 2 unchanged\n");
  }

  @Test
  void shouldListTheProblemsOfABadConfiguration() {
    admin.reload =
        () ->
            CompletableFuture.completedFuture(
                new ReloadReply(
                    "", List.of(), List.of("kald.yaml:3:5: port: 70000 (expected: 1 ~ 65535)")));

    HttpResponse<String> reply = admin.post("/-/reload");

    assertThat(reply.statusCode()).isEqualTo(500);
    assertThat(reply.body())
        .isEqualTo(
            """
            The configuration was not taken:
            kald.yaml:3:5: port: 70000 (expected: 1 ~ 65535)
            """);
    assertThat(admin.faults.counts()).containsEntry("api", 0L);
  }

  @Test
  void shouldCountAReloadThatThrowsAsAFaultOfOurs() {
    admin.reload =
        () -> {
          throw new IllegalStateException("nobody thought of this");
        };

    HttpResponse<String> reply = admin.post("/-/reload");

    assertThat(reply.statusCode()).isEqualTo(500);
    assertThat(reply.body()).doesNotContain("nobody thought");
    assertThat(admin.faults.counts()).containsEntry("api", 1L);
  }

  @Test
  void shouldRefuseAReloadThatAnotherSitesPageAsksFor() {
    assertThat(admin.post("/-/reload", "Origin", "http://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(admin.post("/-/reload", "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(admin.post("/-/reload", "Origin", "http://127.0.0.1:" + admin.port()).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PUT", "POST", "PATCH", "OPTIONS", "TRACE"})
  void shouldOnlyBeRead(String method) {
    HttpResponse<String> reply =
        admin.ask(
            "/api/v1/services",
            request -> request.method(method, HttpRequest.BodyPublishers.noBody()),
            HttpResponse.BodyHandlers.ofString());

    assertThat(reply.statusCode()).isEqualTo(405);
    assertThat(reply.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  /** RFC 9110, 9.3.7: of the server, not of a path. */
  @Test
  void shouldSayWhatTheServerTakes() throws IOException {
    assertThat(raw("OPTIONS * HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("\r\nallow: GET, HEAD, POST, OPTIONS\r\n");
  }

  @Test
  void shouldTakeOneAuthorizationOnly() throws IOException {
    assertThat(
            raw(
                "GET /metrics HTTP/1.1",
                "Host: localhost",
                "Authorization: Bearer a",
                "Authorization: Bearer b"))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("A request has one Authorization.\n");
  }

  private String raw(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
      String head = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void shouldAnswerHeadWithoutContent() {
    HttpResponse<String> reply =
        admin.ask(
            "/metrics",
            request -> request.method("HEAD", HttpRequest.BodyPublishers.noBody()),
            HttpResponse.BodyHandlers.ofString());

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/metrics/", "/api/v1", "/api/v1/services/none", "/-/"})
  void shouldSayInASentenceThatThereIsNothing(String path) {
    HttpResponse<String> reply = admin.get(path);

    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.body()).startsWith("There is no").endsWith(".\n");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit: 0 (expected: 1 ~ 1000)",
    "limit=ten, limit: ten (expected: 1 ~ 1000)",
    "limit=1001, limit: 1001 (expected: 1 ~ 1000)",
    "offset=-1, offset: -1 (expected: 0 ~ 2147483647)",
    "state=up, 'state: up (expected: down, dying, unknown, suspended, alive)'"
  })
  void shouldNameAMistakeInTheQuery(String query, String message) {
    HttpResponse<String> reply = admin.get("/api/v1/services?" + query);

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo(message + "\n");
  }

  @Test
  void shouldListThePhones() {
    Phone desk = Events.phone("desk");
    long now = admin.time.nanoTime();
    admin.take(Events.added(desk, now));
    assertThat(admin.get("/api/v1/phones").body())
        .isEqualTo(
            "{\"matching\":1,\"offset\":0,\"limit\":100,\"phones\":["
                + "{\"group\":\"desk\",\"device\":\"SEP001122334455\",\"state\":\"unknown\","
                + "\"node\":\"\",\"since\":null,\"standby\":\"\",\"baseline\":null,"
                + "\"baseline_samples\":0,\"last_failover\":null,\"trouble\":null}]}\n");
    admin.take(Events.fact(desk, Events.registered("c2"), now));
    admin.take(
        Events.fact(
            desk, new PhoneFact.Failover("c1", "c2", FailoverCause.CM_RESET_TCP, 0, 1000), now));
    admin.take(
        Events.fact(desk, new PhoneFact.RegistrationFailed("c1", "rejected", "busy", 1), now));
    assertThat(admin.get("/api/v1/phones").body())
        .contains("\"node\":\"c2\",\"since\":\"2")
        .contains("\"from\":\"c1\",\"to\":\"c2\",\"cause\":\"CM-reset-TCP\"")
        .contains("\"words\":\"c1 reset the connection\",\"detection\":0E-9,")
        .contains("\"node\":\"c1\",\"words\":\"rejected (busy)\"");
  }

  @Test
  void shouldListPhonesPageByPage() {
    long now = admin.time.nanoTime();
    List.of("a", "b", "c", "d").forEach(name -> admin.take(Events.added(Events.phone(name), now)));
    assertThat(admin.get("/api/v1/phones?offset=1&limit=2").body())
        .startsWith("{\"matching\":4,\"offset\":1,\"limit\":2,\"phones\":[{\"group\":\"b\",")
        .contains("{\"group\":\"c\",")
        .doesNotContain("\"group\":\"a\"", "\"group\":\"d\"");
    assertThat(admin.get("/api/v1/phones?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void shouldServeTheConfigurationAsText() {
    assertThat(admin.get("/config").body()).isEqualTo("services:\n  web: {}\n");
  }

  @Test
  void shouldSendHeadersThatKeepBrowsersSafe() {
    for (String path : List.of("/", "/metrics", "/nothing", "/api/v1/services")) {
      HttpResponse<String> reply = admin.get(path);
      assertThat(reply.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(reply.headers().firstValue("X-Frame-Options")).hasValue("DENY");
      assertThat(reply.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(reply.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none';")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void shouldAnswerToLocalhostNamesOnlyWhileBoundToLoopback() throws IOException {
    assertThat(raw("GET /-/healthy HTTP/1.1\r\nHost: localhost:9942\r\n\r\n")).contains(" 200 ");
    assertThat(raw("GET /-/healthy HTTP/1.1\r\nHost: [::1]\r\n\r\n")).contains(" 200 ");
    assertThat(raw("GET /-/healthy HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .contains(" 403 ")
        .contains("This address answers to localhost only, not to evil.example.");
    assertThat(raw("GET /-/healthy HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n"))
        .contains(" 403 ");
  }

  /** RFC 9112, 3.2.2: what the target names counts, whatever the header Host has. */
  @ParameterizedTest
  @CsvSource({
    "/-/healthy HTTP/1.0, '', 200",
    "/-/healthy HTTP/1.0, Host: evil.example, 403",
    "/metrics HTTP/1.0, '', 200",
    "/metrics HTTP/1.1, Host: LOCALHOST:1, 200",
    "/metrics HTTP/1.1, Host: localhost:, 200",
    "/metrics HTTP/1.1, Host:, 403",
    "/metrics HTTP/1.1, '', 400",
    "http://evil/metrics HTTP/1.1, Host: localhost, 403",
    "HTTP://evil:80 HTTP/1.1, Host: localhost, 403",
    "http://evil?/metrics HTTP/1.1, Host: localhost, 403",
    "https://evil/metrics HTTP/1.1, Host: localhost, 403",
    "http://evil/metrics HTTP/1.0, '', 403",
    "http://localhost@evil/metrics HTTP/1.1, Host: localhost, 400",
    "http://localhost/metrics HTTP/1.1, Host: evil, 200",
    "http://[::1]:9942/metrics HTTP/1.1, Host: evil, 200",
    "//evil/metrics HTTP/1.1, Host: localhost, 404",
    "/metrics HTTP/1.1, Host: evil@localhost, 400"
  })
  void shouldHoldTheTargetToTheSameRuleAsTheHeader(String target, String host, int status)
      throws IOException {
    assertThat(raw("GET " + target + "\r\n" + (host.isEmpty() ? "" : host + "\r\n") + "\r\n"))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void shouldCompareTheOriginWithWhatTheTargetNames() throws IOException {
    String reload = "POST %s HTTP/1.1\r\nHost: localhost:1\r\nOrigin: %s\r\n\r\n";
    assertThat(raw(reload.formatted("/-/reload", "http://LOCALHOST:1"))).contains(" 200 ");
    assertThat(raw(reload.formatted("http://127.0.0.1/-/reload", "http://localhost:1")))
        .contains(" 403 ");
    assertThat(raw(reload.formatted("http://evil/-/reload", "http://evil"))).contains(" 403 ");
    assertThat(raw("POST /-/reload HTTP/1.0\r\nOrigin: http://evil\r\n\r\n")).contains(" 403 ");
    assertThat(raw("POST /-/reload HTTP/1.0\r\n\r\n")).contains(" 200 ");
  }

  @Test
  void shouldServeOneServiceWithItsHistory() {
    Keepalive web = Events.tcp("web", "web");
    admin.take(Events.added(web, admin.time.nanoTime()));
    admin.take(Events.changed(web, 0, Events.UNKNOWN, Events.DOWN, admin.time.nanoTime()));
    admin.take(Events.probed(web, Events.refused(50_000), Events.DOWN, admin.time.nanoTime()));

    String body = admin.get("/api/v1/services/web").body();

    assertThat(body)
        .contains("\"name\":\"web\"", "\"state\":\"down\"", "\"transitions_total\":0")
        .contains("\"last_failure\":{\"at\":\"2023-11-14T22:13:20Z\",\"outcome\":\"rejected\"")
        .contains("\"reason\":\"refused\",\"detail\":\"RST from 127.0.0.1\",\"rtt\":null")
        .contains("\"strip\":{\"outcomes\":\"r\",\"states\":\"x\",\"rtt_micros\":[-1]}")
        .contains("\"failures\":[{\"target\":\"127.0.0.1:8080\"");
    assertThat(admin.get("/api/v1/transitions").body())
        .contains("\"from\":\"unknown\",\"to\":\"down\",\"reason\":\"3 failures: refused\"");
    assertThat(admin.get("/api/v1/services?state=down").body()).contains("\"matching\":1");
    assertThat(admin.get("/api/v1/services?state=alive").body()).contains("\"matching\":0");
    assertThat(admin.get("/api/v1/summary").body()).contains("\"down\":1", "\"worst_delay\":0.001");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(30_000);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
