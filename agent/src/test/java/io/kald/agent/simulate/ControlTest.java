package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.http.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ControlTest {
  private static final String PHONE = "SEP001122334455";

  private final HttpClient http = HttpClient.newHttpClient();
  private Cucm cucm;
  private String url;

  @BeforeEach
  void start() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    cucm = Cucm.start(CucmOptions.loopback(2).withControl(any));
    url = Objects.requireNonNull(cucm.controlUrl());
  }

  @AfterEach
  void close() {
    cucm.close();
  }

  @Test
  void shouldTellTheStateEvenOfANodeThatHangs() throws Exception {
    try (ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm2"), PHONE)) {
      cucm.node("cucm2").fault(Fault.HANG);
      HttpResponse<String> reply = send(HttpRequest.newBuilder(URI.create(url + "/state")));
      assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(reply.body())
          .startsWith("{\"nodes\":[{\"name\":\"cucm1\",\"host\":\"127.0.0.1\",\"port\":")
          .contains(
              "\"name\":\"cucm2\"",
              "\"fault\":\"hang\",\"links\":1,\"registered\":1,\"counts\":{\"accepted\":1,",
              "\"devices\":{\"" + PHONE + "\":\"cucm2\"}",
              "\"trace_lines_lost\":0}");
      assertThat(phone.waiting()).isZero();
    }
  }

  @Test
  void shouldSwitchFaultsFromOutside() throws Exception {
    assertThat(ControlClient.fault(url + "/", "cucm1", Fault.parse("slow=5ms")))
        .isEqualTo("cucm1: slow=5ms");
    assertThat(cucm.node("cucm1").fault()).hasToString("slow=5ms");
    assertThat(cucm.node("cucm2").fault()).isEqualTo(Fault.NONE);
    assertThatThrownBy(() -> ControlClient.fault(url, "cucm9", Fault.HANG))
        .isInstanceOf(SimulationException.class)
        .hasMessage("there is no node cucm9 (expected: cucm1, cucm2)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /nodes/cucm1/fault | hag | 400 | hag (expected: none, hang",
        "POST | /nodes/cucm9/fault | hang | 404 | there is no node cucm9",
        "GET  | /nodes/cucm1/fault | x | 405 | This endpoint requires a POST request.",
        "POST | /state | x | 405 | This can only be read.",
        "GET  | /other | x | 404 | There is nothing at /other",
      })
  void shouldSayWhatItDoesNotDo(String method, String path, String body, int status, String says)
      throws Exception {
    HttpResponse<String> reply =
        send(
            HttpRequest.newBuilder(URI.create(url + path))
                .method(method, BodyPublishers.ofString(body)));
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(reply.body()).startsWith(says);
  }

  @Test
  void shouldAnswerWhileOthersSendHalfARequest() throws Exception {
    InetSocketAddress at =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
    try (Peer slow = Peer.of(at, "GET /state HTTP/1.1\r\nHo")) {
      assertThat(ControlClient.fault(url, "cucm1", Fault.HANG)).isEqualTo("cucm1: hang");
      slow.send("st: localhost\r\nConnection: close\r\n\r\n");
      assertThat(slow.rest()).startsWith("HTTP/1.1 200 ").contains("\"fault\":\"hang\"");
    }
  }

  @Test
  void shouldNotListenToPagesOfOtherSites() throws Exception {
    HttpResponse<String> reply =
        send(
            HttpRequest.newBuilder(URI.create(url + "/nodes/cucm1/fault"))
                .header("Origin", "http://example.net")
                .POST(BodyPublishers.ofString("kill")));
    assertThat(reply.statusCode()).isEqualTo(403);
    assertThat(cucm.node("cucm1").fault()).isEqualTo(Fault.NONE);
  }

  @Test
  void shouldNotListenWhereOthersReachIt() {
    CucmOptions open = CucmOptions.loopback(1).withControl(new InetSocketAddress("0.0.0.0", 0));
    assertThatThrownBy(() -> Cucm.start(open))
        .isInstanceOf(SimulationException.class)
        .hasMessage(
            "the control API cannot listen on 0.0.0.0: others could reach it (expected: an address"
                + " of this machine alone, such as 127.0.0.1)");
  }

  @Test
  void shouldSayThatNobodyIsThere() {
    cucm.close();
    assertThatThrownBy(() -> ControlClient.fault(url, "cucm1", Fault.HANG))
        .isInstanceOf(SimulationException.class)
        .hasMessageStartingWith("no simulator answers at " + url);
    assertThatThrownBy(() -> ControlClient.fault("cucm", "cucm1", Fault.HANG))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("expected: a URL");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
