package io.kald.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Await;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may do, and what it cannot. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class HttpServerTest {
  private static final String OK = "GET /ok HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LAST = "GET /ok HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String ENDLESS = "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n";

  private final Served served;

  HttpServerTest(boolean epoll) throws IOException {
    served = new Served(epoll, HttpLimits.USUAL);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void shouldAnswerOneRequestAfterAnotherOnOneConnection() throws IOException {
    try (Peer peer = served.peer()) {
      for (int i = 0; i < 3; i++) {
        assertThat(peer.send(OK).reply()).startsWith("HTTP/1.1 200 ").endsWith("ok\n");
      }
      assertThat(peer.send(LAST).rest()).contains("connection: close").endsWith("ok\n");
    }
  }

  @Test
  void shouldAnswerRequestsInTheirOrderThatComeAtOnce() throws IOException {
    String echo = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    try (Peer peer = served.peer(OK + echo + OK.replace("/ok", "/none") + LAST)) {
      assertThat(peer.rest()).containsSubsequence("ok\n", "abc\n", " 404 ", "ok\n");
    }
  }

  @Test
  void shouldTakeNoMoreRequestsAtOnceThanItAnswersSoon() throws IOException {
    try (Peer peer = served.peer(OK.repeat(100))) {
      String replies = peer.rest();
      assertThat(replies.split(" 200 OK", -1)).hasSizeBetween(2, 100);
      assertThat(replies).endsWith("Too many requests at once; wait for replies.\n");
    }
  }

  @Test
  void shouldAnswerAClientThatHasEndedItsSide() throws IOException {
    try (Peer peer = served.peer(OK).end()) {
      assertThat(peer.rest()).endsWith("ok\n");
    }
  }

  @Test
  void shouldAnswerAllThatCameBeforeAClientEndedItsSide() throws IOException {
    String part = "GET /a/b/c HTTP/1.1\r\nHost: a\r\n\r\n";
    try (Peer peer = served.peer(OK.replace("/ok", "/late") + part + OK + part).end()) {
      Await.until("the late request", () -> served.lateAsked.get() == 1);
      // The server has seen the end before the first answer.
      served.settle();
      served.late.complete(Reply.text(200, "now"));
      assertThat(peer.rest())
          .containsSubsequence("now\n", "b c\n", "ok\n", "b c\n")
          .endsWith("b c\n");
    }
  }

  @Test
  void shouldAnswerOldClientsWithoutChunks() throws IOException {
    assertThat(served.ask("/ok")).contains("\r\n\r\nok\n");
    assertThat(served.ask("/large"))
        .contains("content-length: 100000")
        .doesNotContain("chunked")
        .hasSizeGreaterThan(100_000);
  }

  @Test
  void shouldAnswerHeadWithTheHeadAlone() throws IOException {
    for (String path : new String[] {"/ok", "/large", "/endless"}) {
      try (Peer peer = served.peer(LAST.replace("GET /ok", "HEAD " + path))) {
        assertThat(peer.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
      }
    }
    assertThat(served.pieces).hasValue(0);
  }

  @Test
  void shouldMeetTheExpectationToGoOn() throws IOException {
    String head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n";
    try (Peer peer = served.peer(head + "Connection: close\r\n\r\n")) {
      peer.send("hi");
      assertThat(peer.rest()).startsWith("HTTP/1.1 100 ").contains(" 200 OK").endsWith("hi\n");
    }
  }

  @Test
  void shouldFindPartsOfAPath() throws IOException {
    assertThat(served.ask("/a/b%2Fc/d+e/f%20g")).endsWith("\n\r\nb/c d+e/f g\n");
    assertThat(served.ask("http://host:80/a/b/c?d=e")).endsWith("\n\r\nb c\n");
    assertThat(served.ask("/a/b")).startsWith("HTTP/1.1 404 ");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /ok HTTP/1.1\r\n\r\n', 400, one host",
    "'GET /ok HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400, one host",
    "'\u0016\u0003\u0001\u0002\r\n\r\n', 400, not a request",
    "'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n', 400, cannot be decoded",
    "'GET /ok HTTP/2.0\r\nHost: a\r\n\r\n', 505, HTTP/1.1",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n', 417, 100-continue",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n', 413, longer than 65536",
    "'GET ok HTTP/1.1\r\nHost: a\r\n\r\n', 400, begin with a slash",
    "'GET * HTTP/1.1\r\nHost: a\r\n\r\n', 400, begin with a slash",
    "'GET ftp://a/ok HTTP/1.1\r\nHost: a\r\n\r\n', 400, begin with a slash",
    "'GET http:///ok HTTP/1.1\r\nHost: a\r\n\r\n', 400, names no host",
    "'GET http://:80/ok HTTP/1.1\r\nHost: a\r\n\r\n', 400, names no host",
    "'GET http://me@a/ok HTTP/1.1\r\nHost: a\r\n\r\n', 400, host is malformed",
    "'GET http://a:b/ok HTTP/1.1\r\nHost: a\r\n\r\n', 400, host is malformed",
    "'GET http://a/ok HTTP/1.1\r\n\r\n', 400, one host",
    "'GET /ok#a HTTP/1.1\r\nHost: a\r\n\r\n', 400, fragment",
    "'GET /ok HTTP/1.1\r\nHost: a b\r\n\r\n', 400, host is malformed",
    "'GET /ok HTTP/1.1\r\nHost: a/b\r\n\r\n', 400, host is malformed",
    "'GET /ok HTTP/1.1\r\nHost: a:65536\r\n\r\n', 400, host is malformed",
    "'GET /ok HTTP/1.1\r\nHost: [::1\r\n\r\n', 400, host is malformed",
    "'GET /ok HTTP/1.1\r\nHost: ::1\r\n\r\n', 400, host is malformed",
    "'GET /ok HTTP/1.1\r\nHost: %zz\r\n\r\n', 400, host is malformed",
    "'GET /ok HTTP/1.0\r\nHost: a@b\r\n\r\n', 400, host is malformed",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n', 501, only chunked",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n', 501, only chunked",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n', 501, only chunked",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501, only chunked",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n', 501, only chunked",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n', 501, only",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n', 400, chunked once",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n', 400, chunked once",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n', 400, not both",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: gzip\r\n\r\nabc', 400, not both",
    "'POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, HTTP/1.0 has no",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc', 400, not a request",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc', 400, not a request",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc', 400, not a request",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc', 400, not a request",
    "'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc', 400, not a request",
    "'GET /ok HTTP/1.1\r\nHost : a\r\n\r\n', 400, not a request",
    "'GET /ok HTTP/1.1\r\n Host: a\r\n\r\n', 400, ''",
    "'DELETE /ok HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405, can only be read"
  })
  void shouldRefuseInASentence(String request, int status, String words) throws IOException {
    try (Peer peer = served.peer(request)) {
      assertThat(peer.rest()).startsWith("HTTP/1.1 " + status + " ").contains(words);
    }
    assertThat(served.faults).isEmpty();
  }

  /** A client of HTTP/1.0 has no duty to name a host, and must see that the connection goes on. */
  @Test
  void shouldKeepTheConnectionOfAnOldClientThatAsksForItAndSaySo() throws IOException {
    String kept = "GET /ok HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
    try (Peer peer = served.peer(kept)) {
      assertThat(peer.reply()).contains(" 200 OK", "connection: keep-alive").endsWith("ok\n");
      assertThat(peer.send(kept.replace("/ok", "/large")).reply())
          .contains("connection: keep-alive", "content-length: 100000");
      String head = kept.replace("GET", "HEAD");
      assertThat(peer.send(head.replace("Keep-Alive", "close")).rest())
          .contains("connection: close")
          .endsWith("\r\n\r\n");
    }
    try (Peer peer = served.peer(kept.replace("/ok", "/endless"))) {
      Await.until("pieces", () -> served.pieces.get() > 3);
      assertThat(peer.head()).contains("connection: close").doesNotContain("chunked");
    }
    try (Peer peer = served.peer(kept.replace("GET /ok", "HEAD /endless"))) {
      assertThat(peer.head()).contains("connection: keep-alive");
      assertThat(peer.send(LAST).rest()).endsWith("ok\n");
    }
  }

  @Test
  void shouldExpectNothingOfAnOldClient() throws IOException {
    String old = "POST /echo HTTP/1.0\r\nContent-Length: 2\r\nExpect: ";
    for (String expected : new String[] {"100-continue", "tea"}) {
      try (Peer peer = served.peer(old + expected + "\r\n\r\nhi")) {
        assertThat(peer.rest()).startsWith("HTTP/1.1 200 ").endsWith("hi\n");
      }
    }
  }

  @Test
  void shouldTakeChunksHoweverTheyAreSpelled() throws IOException {
    String chunks = "POST /echo HTTP/1.1\r\nHost: a:\r\nTransfer-Encoding: , CHUNKED \r\n";
    try (Peer peer = served.peer(chunks + "Connection: close\r\n\r\n2\r\nhi\r\n0\r\n\r\n")) {
      assertThat(peer.rest()).startsWith("HTTP/1.1 200 ").endsWith("hi\n");
    }
  }

  @Test
  void shouldRefuseWhatIsTooLong() throws IOException {
    String host = " HTTP/1.1\r\nHost: a\r\n";
    String chunks = "POST /echo" + host + "Transfer-Encoding: chunked\r\n\r\n";
    try (Peer line = served.peer("GET /" + "a".repeat(10_000) + host + "\r\n");
        Peer header = served.peer("GET /ok" + host + "X: " + "a".repeat(40_000) + "\r\n\r\n");
        Peer body = served.peer(chunks + ("2000\r\n" + "b".repeat(0x2000) + "\r\n").repeat(9))) {
      assertThat(line.rest()).startsWith("HTTP/1.1 414 ");
      assertThat(header.rest()).startsWith("HTTP/1.1 431 ");
      assertThat(body.rest()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void shouldEndARequestThatTakesTooLong() throws IOException {
    try (Peer head = served.peer("GET /ok HTTP/1.1\r\nHo");
        Peer body = served.peer("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx");
        Peer nothing = served.peer()) {
      served.ask("/ok");
      served.advance(9);
      head.send("st: a\r\n");
      served.ask("/ok");
      served.advance(2);
      assertThat(head.rest()).startsWith("HTTP/1.1 408 ");
      assertThat(body.rest()).startsWith("HTTP/1.1 408 ");
      assertThat(nothing.rest()).isEmpty();
    }
  }

  @Test
  void shouldKeepAnIdleConnectionForAMinute() throws IOException {
    try (Peer peer = served.peer(OK)) {
      peer.reply();
      served.settle();
      served.advance(59);
      assertThat(peer.send(OK).reply()).endsWith("ok\n");
      served.settle();
      served.advance(61);
      assertThat(peer.rest()).isEmpty();
    }
  }

  @Test
  void shouldEndAnAnswerThatTakesTooLong() throws IOException {
    try (Peer peer = served.peer(OK.replace("/ok", "/late"))) {
      Await.until("the late request", () -> served.lateAsked.get() == 1);
      served.advance(61);
      assertThat(peer.rest()).startsWith("HTTP/1.1 503 ").contains("no answer in time");
      served.late.complete(Reply.text(200, "too late"));
    }
    assertThat(served.faults).isEmpty();
  }

  @Test
  void shouldMakeNoMoreOfAReplyThanItsClientReads() throws IOException {
    try (Peer peer = served.peer(ENDLESS)) {
      Await.until("pieces", () -> served.pieces.get() > 3);
      served.settle();
      // Sixteen kilobytes each: what the kernel takes for both, and some pieces in the channel.
      assertThat(served.pieces.get()).isLessThan(64);
      served.advance(21);
      Await.until("the end", () -> !peer.alive());
    }
  }

  @Test
  @Tag("slow")
  void shouldEndAReplyThatIsReadTooSlowlyInAll() throws IOException {
    try (Peer peer = served.peer(ENDLESS)) {
      Thread clock = new Thread(() -> pass(served));
      clock.start();
      peer.awaitEnd();
      clock.interrupt();
    }
  }

  private static void pass(Served served) {
    while (!Thread.interrupted()) {
      served.advance(1);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Test
  void shouldReportAFaultAndGoOn() throws IOException {
    assertThat(served.ask("/bug")).startsWith("HTTP/1.1 500 ").doesNotContain("nobody thought");
    try (Peer peer = served.peer(OK.replace("/ok", "/breaks"))) {
      peer.awaitEnd();
    }
    assertThat(served.faults).extracting(Throwable::getMessage).contains("nobody thought of this");
    assertThat(served.faults).extracting(Throwable::getMessage).contains("in the middle");
    assertThat(served.ask("/ok")).endsWith("ok\n");
  }
}
