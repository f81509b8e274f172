package io.kald.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may still send after a refusal. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class RefusedPeerTest {
  private static final int TRIED_BYTES = 64 << 20;

  /** What both kernels may hold of what is sent. */
  private static final int KERNELS_BYTES = 16 << 20;

  private static final String TOO_LONG =
      "GET /ok HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000) + "\r\n\r\n";

  private final Served served;

  RefusedPeerTest(boolean epoll) throws IOException {
    served = new Served(epoll, HttpLimits.USUAL);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void shouldBeResetWhenItGoesOnAndOnAfterARefusal() throws IOException {
    assertThat(flood("GET /ok HTTP/1.1\r\nX: ")).isLessThan(KERNELS_BYTES);
    assertThat(flood("GET / HTTP/2.0\r\n\r\n")).isLessThan(KERNELS_BYTES);
    assertThat(flood("GET /ok HTTP/1.0\r\n\r\n")).isLessThan(KERNELS_BYTES);
    assertThat(served.ask("/ok")).endsWith("ok\n");
    assertThat(served.faults).isEmpty();
  }

  /** Only what does not come in one piece waits: the address may be that of others, too. */
  @Test
  @Tag("slow")
  void shouldHoldNobodyElseOfItsAddressUp() throws IOException {
    for (int i = 0; i <= Refusals.FREE; i++) {
      try (Peer peer = served.peer(TOO_LONG)) {
        peer.awaitEnd();
      }
    }
    assertThat(served.ask("/ok")).endsWith("ok\n");
    try (Peer slow = served.peer("GET /ok HTTP/1.0\r\n")) {
      served.ask("/ok");
      assertThat(slow.send("X: " + "a".repeat(10_000) + "\r\n\r\n").rest()).endsWith("ok\n");
    }
    assertThat(served.faults).isEmpty();
  }

  /** How many bytes are taken of a client that sends these and goes on. */
  private long flood(String begin) throws IOException {
    try (Socket socket = new Socket(served.address().getAddress(), served.address().getPort())) {
      socket.setSendBufferSize(4096);
      OutputStream out = socket.getOutputStream();
      out.write(begin.getBytes(StandardCharsets.US_ASCII));
      byte[] more = new byte[4096];
      Arrays.fill(more, (byte) 'a');
      long sent = 0;
      while (sent < TRIED_BYTES) {
        try {
          out.write(more);
        } catch (IOException e) {
          assertThat(e).as("reset").isNotNull();
          return sent;
        }
        sent += more.length;
      }
      return sent;
    }
  }
}
