package io.kald.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Await;
import io.kald.probe.time.NanoClock;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class FlappingListenerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int SYN_MILLIS = 300;

  @Test
  void shouldAcceptAtOnceAndAsOftenAsAsked() throws IOException {
    try (FlappingListener listener = FlappingListener.start(NanoClock.SYSTEM, LONG, LONG)) {
      for (int i = 0; i < 300; i++) {
        assertThat(answers(listener.port())).isTrue();
      }
    }
  }

  @Test
  @Timeout(60)
  void shouldComeAndGoOnTheSamePort() throws IOException {
    try (FlappingListener listener = FlappingListener.start(NanoClock.SYSTEM, SHORT, SHORT)) {
      for (int turn = 0; turn < 3; turn++) {
        awaitAnswers(listener.port(), true);
        awaitAnswers(listener.port(), false);
      }
    }
  }

  @Test
  @Timeout(60)
  void shouldKeepItsPortWhileItRefusesAndFreeItWhenClosed() throws IOException {
    int port;
    try (FlappingListener listener = FlappingListener.start(NanoClock.SYSTEM, SHORT, LONG)) {
      port = listener.port();
      awaitAnswers(port, false);
      assertThat(canListen(port)).isFalse();
    }
    assertThat(canListen(port)).isTrue();
  }

  private static void awaitAnswers(int port, boolean wanted) {
    Await.until(wanted ? "a listener" : "no listener", () -> answers(port) == wanted);
  }

  private static boolean answers(int port) throws IOException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.setSoLinger(true, 0);
        socket.connect(new InetSocketAddress(LOOPBACK, port), SYN_MILLIS);
        return true;
      } catch (SocketTimeoutException e) {
        // The queue was full and the SYN is lost; the kernel waits longer each time it sends
        // another.
      } catch (SocketException e) {
        // Refused, or reset because the listener went away during the handshake.
        return false;
      }
    }
  }

  private static boolean canListen(int port) throws IOException {
    try (ServerSocket other = new ServerSocket()) {
      other.setReuseAddress(false);
      other.bind(new InetSocketAddress(LOOPBACK, port));
      return true;
    } catch (BindException e) {
      return false;
    }
  }
}
