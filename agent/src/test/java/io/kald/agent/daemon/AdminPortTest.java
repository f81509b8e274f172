package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.agent.notify.Manager;
import io.kald.probe.lab.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin port of the daemon as a process. */
@Tag("slow")
class AdminPortTest {
  private final Path dir;

  AdminPortTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void shouldServeMetricsAndReloadOverTheAdminPort() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(service("web", server.getLocalPort()));
      try (KaldProcess kald = KaldProcess.run(file)) {
        String admin = admin(kald);
        awaitAlive(admin);
        assertThat(ask(admin + "/-/ready", "GET")).startsWith("200 ");
        assertThat(ask(admin + "/metrics", "GET"))
            .contains("kald_service_state{service=\"web\",state=\"alive\"} 1")
            .contains("kald_config_last_reload_successful 1")
            .contains("kald_source_ports_limit")
            .containsPattern("kald_source_ports_free\\{keepalive=\"web\"} [1-9]");
        assertThat(ask(admin + "/-/reload", "GET"))
            .startsWith("405 ")
            .contains("This endpoint requires a POST request.");
        assertThat(ask(admin + "/-/reload", "POST")).startsWith("200 ").contains("1 unchanged");
        String first = Files.readString(file);
        Files.writeString(file, first + "metrics: {per-service: state}\n");
        assertThat(ask(admin + "/-/reload", "POST"))
            .isEqualTo(
                """
                200 0 keepalives added, 0 changed, 0 removed, 1 unchanged: 1 service on 1 keepalive
                metrics has changed and takes effect at the next start
                """);
        assertThat(ask(admin + "/config", "GET"))
            .startsWith("200 # Changed in the file, waits for the next start: metrics\n")
            .contains("per-service: full")
            .doesNotContain("per-service: state");
        Files.writeString(file, first);
        assertThat(ask(admin + "/-/reload", "POST")).doesNotContain("next start");
        assertThat(ask(admin + "/config", "GET")).doesNotContain("next start");
        Files.writeString(file, "services: {}\nweb: {listen: nowhere}\n");
        assertThat(ask(admin + "/-/reload", "POST")).startsWith("500 ").contains("kald.yaml:2:");
        assertThat(ask(admin + "/metrics", "GET")).contains("kald_config_last_reload_successful 0");
        assertThat(ask(admin + "/config", "GET")).startsWith("200 ").contains("web");
      }
    }
  }

  @Test
  void shouldLinkThePageToWhereTheMetricsAre() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(service("web", server.getLocalPort()));
      Files.writeString(
          file, Files.readString(file).replace("'}\n", "', telemetry-path: /figures}\n"));
      try (KaldProcess kald = KaldProcess.run(file)) {
        String admin = admin(kald);
        assertThat(ask(admin + "/", "GET")).startsWith("200 ").contains("href=\"/figures\"");
        assertThat(ask(admin + "/figures", "GET")).startsWith("200 ");
        assertThat(ask(admin + "/metrics", "GET")).startsWith("404 ");
      }
    }
  }

  @Test
  void shouldSayWhoseAddressIsTakenAndExitWithThree() throws Exception {
    try (ServerSocket taken = listen()) {
      Path file = config(service("web", taken.getLocalPort()));
      String address = "127.0.0.1:" + taken.getLocalPort();
      try (KaldProcess kald =
          KaldProcess.start(
              List.of(), "run", "--config.file", "" + file, "--admin.listen", address)) {
        kald.await("the admin port cannot listen on " + address);
        assertThat(kald.exitCode()).isEqualTo(3);
      }
    }
  }

  @Test
  void shouldListenOnTheKindOfAddressThatIsAskedFor() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(service("web", server.getLocalPort()));
      for (String listen : List.of("0.0.0.0:0", ":0")) {
        try (KaldProcess kald =
            KaldProcess.start(
                List.of(), "run", "--config.file", "" + file, "--admin.listen", listen)) {
          String ready = kald.await("msg=\"ready:");
          String port = ready.replaceFirst(".*admin=\\S+:(\\d+).*", "$1");
          assertThat(ask("http://127.0.0.1:" + port + "/-/healthy", "GET")).startsWith("200 ");
          assertThat(listens("::1", Integer.parseInt(port))).isEqualTo(listen.equals(":0"));
        }
      }
    }
  }

  @Test
  void shouldNotMissAHardwareAddress() throws Exception {
    assumeTrue(
        new ProcessBuilder("unshare", "-n", "true").start().waitFor() == 0,
        "not run: needs root for a network namespace without interfaces");
    Path file = config(service("web", 9));
    try (KaldProcess kald = KaldProcess.run(file, "unshare", "-n")) {
      kald.signal("TERM");
      kald.await("msg=stopped");
      assertThat(kald.said("hardware address")).isFalse();
    }
  }

  private KaldProcess under(Manager manager, ServerSocket server) throws IOException {
    Path file = config(service("web", server.getLocalPort()));
    return KaldProcess.run(file, "env", "NOTIFY_SOCKET=" + manager.path());
  }

  private static String admin(KaldProcess ready) {
    return ready.lastSeen().replaceFirst(".*admin=(\\S+).*", "$1");
  }

  @Test
  void shouldTellTheServiceManagerOfAReloadWhoeverAsksForIt() throws Exception {
    try (ServerSocket server = listen();
        Manager manager = new Manager("@kald-test-" + ProcessHandle.current().pid());
        KaldProcess kald = under(manager, server)) {
      String admin = admin(kald);
      assertThat(manager.next()).startsWith("READY=1");
      assertThat(ask(admin + "/-/reload", "POST")).startsWith("200 ");
      assertThat(manager.next()).startsWith("RELOADING=1");
      assertThat(manager.next()).startsWith("READY=1");
      kald.signal("HUP");
      assertThat(manager.next()).startsWith("RELOADING=1");
      assertThat(manager.next()).startsWith("READY=1");
    }
  }

  /** Without a wait in between: what runs is what is shown. */
  @Test
  void shouldAnswerAReloadWhenItIsShown() throws Exception {
    try (ServerSocket server = listen();
        Manager manager = new Manager("@kald-shown-" + ProcessHandle.current().pid());
        KaldProcess kald = under(manager, server)) {
      String admin = admin(kald);
      assertThat(manager.next()).startsWith("READY=1");
      assertThat(ask(admin + "/metrics", "GET")).contains("service=\"web\"");
      for (int round = 0; round < 10; round++) {
        String name = "round-" + round;
        config(service(name, server.getLocalPort()));
        boolean signal = round % 2 == 1;
        if (signal) {
          kald.signal("HUP");
        } else {
          assertThat(ask(admin + "/-/reload", "POST")).contains("1 keepalive added");
        }
        assertThat(manager.next()).startsWith("RELOADING=1");
        assertThat(manager.next()).startsWith("READY=1").contains("1 service");
        String path = round < 5 ? "/metrics" : "/api/v1/services";
        assertThat(ask(admin + path, "GET"))
            .contains(name + '"')
            .doesNotContain("\"round-" + (round - 1), "\"web\"");
      }
    }
  }

  private static void awaitAlive(String admin) {
    Await.until(
        "a service alive", () -> ask(admin + "/metrics", "GET").contains("state=\"alive\"} 1"));
  }

  private static boolean listens(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 10_000);
      return true;
    } catch (ConnectException e) {
      // Nobody listens, which is the answer.
      return false;
    }
  }

  private static String ask(String address, String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private Path config(String... services) throws IOException {
    Path file = dir.resolve("kald.yaml");
    Files.writeString(
        file,
        "web: {listen: '127.0.0.1:0'}\njournal: {directory: journal}\nservices:\n"
            + String.join("", services));
    return file;
  }

  private static String service(String name, int port) {
    return "  - {name: "
        + name
        + ", type: tcp, host: 127.0.0.1, port: "
        + port
        + ", frequency: 200ms, retryperiod: 200ms}\n";
  }
}
