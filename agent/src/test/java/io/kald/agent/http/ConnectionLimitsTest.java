package io.kald.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose connection is closed when there are too many. */
class ConnectionLimitsTest {
  private static final String OK = "GET /ok HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int PER_CLIENT = 4;

  private final Served served = new Served(true, limits(PER_CLIENT, 8, 1 << 20));
  private final List<Peer> peers = new ArrayList<>();

  ConnectionLimitsTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    for (Peer peer : peers) {
      peer.close();
    }
    served.close();
  }

  @Test
  void shouldCloseTheConnectionThatDidSomethingLongestAgo() throws IOException {
    List<Peer> four = some(PER_CLIENT, OK);
    for (Peer peer : four) {
      peer.reply();
    }
    four.get(0).send(OK).reply();

    assertThat(served.ask("/ok")).endsWith("ok\n");

    assertThat(four.get(1).rest()).isEmpty();
    for (int i : new int[] {0, 2, 3}) {
      assertThat(four.get(i).send(OK).reply()).endsWith("ok\n");
    }
  }

  @Test
  void shouldAnswerWhoeverComesAfterManyHalfRequests() throws IOException {
    List<Peer> slow = some(50, "GET /ok HTTP/1.1\r\nHost");

    assertThat(served.ask("/ok")).endsWith("ok\n");

    assertThat(slow.get(0).rest()).matches("(?s)|HTTP/1.1 503 .*gives way.*");
  }

  @Test
  void shouldAnswerANewcomerWhileAllOthersWaitForTheirAnswers() throws IOException {
    some(PER_CLIENT, OK.replace("/ok", "/late"));
    Await.until("late requests", () -> served.lateAsked.get() == PER_CLIENT);
    assertThat(served.ask("/ok")).endsWith("ok\n");
    assertThat(peers.get(0).rest()).startsWith("HTTP/1.1 503 ").contains("gives way");
    served.late.complete(Reply.text(200, "now"));
    assertThat(peers.get(1).reply()).endsWith("now\n");
  }

  @Test
  void shouldAnswerANewcomerWhileAllOthersReadLargeReplies() throws IOException {
    some(PER_CLIENT, OK.replace("/ok", "/endless"));
    Await.until("pieces", () -> served.pieces.get() > 2 * PER_CLIENT);
    assertThat(served.ask("/ok")).endsWith("ok\n");
  }

  @Test
  void shouldCloseWhatIsNotReadForWhatIsAskedNow() throws IOException {
    try (Served small = new Served(true, limits(64, 64, 2 << 20))) {
      List<Peer> unread = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        unread.add(small.peer("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"));
        peers.add(unread.get(i));
        // So that each has begun before the next.
        small.ask("/a/b/c");
      }
      assertThat(small.ask("/large")).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
      small.settle();
      small.advance(2);
      assertThat(small.ask("/large")).startsWith("HTTP/1.1 200 ");
      unread.get(0).awaitEnd();
    }
  }

  private List<Peer> some(int count, String bytes) throws IOException {
    List<Peer> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(served.peer(bytes));
    }
    peers.addAll(some);
    return some;
  }

  private static HttpLimits limits(int perClient, int all, long held) {
    HttpLimits usual = HttpLimits.USUAL;
    return new HttpLimits(
        all,
        perClient,
        usual.requestLine(),
        usual.header(),
        usual.body(),
        usual.pipelined(),
        held,
        usual.times());
  }
}
