package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.phone.Trouble;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault the end of a connection is. */
class LinkTroublesTest {
  @ParameterizedTest
  @CsvSource({
    "Connection reset by peer, CM_RESET_TCP, reset",
    "Broken pipe, CM_RESET_TCP, reset",
    "Connection timed out, TCP_TIMEOUT, timeout",
    "No route to host, CM_ICMP_UNREACHABLE, host-unreachable",
    "Network is unreachable, CM_ICMP_UNREACHABLE, net-unreachable",
    "Network is down, , no-route",
    "No buffer space available, , no-buffer",
    "Operation not permitted, , not-permitted",
    "something new, , fault"
  })
  void shouldTellWhoseFaultAnEndIs(String text, FailoverCause cause, String word) {
    Trouble trouble = LinkTroubles.connected(new IOException("sendmsg(..) failed: " + text), false);
    assertThat(trouble.cause()).isEqualTo(cause);
    assertThat(trouble.word()).isEqualTo(word);
  }

  @Test
  void shouldTellUnreachableByAPacketFromUnreachableByThisMachine() {
    IOException fault = new IOException("connect(..) failed: No route to host");
    assertThat(LinkTroubles.connecting(fault, false).cause())
        .isEqualTo(FailoverCause.CM_ICMP_UNREACHABLE);
    assertThat(LinkTroubles.connecting(fault, true).cause()).isNull();
  }

  /** As Netty's epoll makes it of EHOSTUNREACH and ENETUNREACH alike. */
  @Test
  void shouldKnowUnreachableWithoutItsText() {
    IOException fault = new NoRouteToHostException(null + ": /192.0.2.1:2000");
    assertThat(LinkTroubles.connecting(fault, false).cause())
        .isEqualTo(FailoverCause.CM_ICMP_UNREACHABLE);
    Trouble ours = LinkTroubles.connecting(fault, true);
    assertThat(ours.word()).isEqualTo("no-route");
    assertThat(ours.detail()).isEqualTo("No route to host: /192.0.2.1:2000");
  }

  @Test
  void shouldNotBlameTheNodeForABugOfOurs() {
    assertThat(LinkTroubles.connected(new NullPointerException("oh"), false).cause()).isNull();
    DecoderException ours = new DecoderException(new IllegalStateException("oh"));
    assertThat(LinkTroubles.connected(ours, false).cause()).isNull();
  }

  @Test
  void shouldNotCallTheEndOfTlsAReset() {
    DecoderException fault = new DecoderException(new SSLException("bad mac"));
    Trouble trouble = LinkTroubles.connected(fault, false);
    assertThat(trouble.cause()).isEqualTo(FailoverCause.CM_ABORTED_TCP);
    assertThat(trouble.verdict()).isEqualTo(KeepAliveVerdict.UNKNOWN);
  }

  @Test
  void shouldTakeAWriteAfterTheEndForTheEnd() {
    assertThat(LinkTroubles.connected(new ClosedChannelException(), false))
        .isEqualTo(Trouble.CLOSED);
  }
}
