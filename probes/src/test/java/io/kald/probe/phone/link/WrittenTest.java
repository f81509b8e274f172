package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Await;
import io.kald.probe.phone.Written;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** When a KeepAlive left, by two readings of the clock and by the kernel. */
class WrittenTest {
  private static final long MILLI = 1_000_000L;

  @Test
  void shouldBelieveTheClockWhenNothingCameBetween() {
    assertThat(Written.atOnce(100 * MILLI, 110 * MILLI)).isTrue();
    assertThat(Written.atOnce(100 * MILLI, 110 * MILLI + 1)).isFalse();
  }

  @Test
  void shouldBelieveTheKernelWhenTheProcessWasStoppedBehindTheWrite() {
    assertThat(Written.leftNanos(100 * MILLI, 410 * MILLI, 300 * MILLI)).isEqualTo(110 * MILLI);
  }

  @Test
  void shouldBelieveTheKernelWhenTheProcessWasStoppedBeforeTheWrite() {
    assertThat(Written.leftNanos(100 * MILLI, 410 * MILLI, 0)).isEqualTo(410 * MILLI);
  }

  @Test
  void shouldTakeTheTimeBeforeWhereTheKernelSaysNothing() {
    assertThat(Written.leftNanos(100 * MILLI, 410 * MILLI, -1)).isEqualTo(100 * MILLI);
  }

  @Property
  void shouldLieBetweenTheTwoReadings(
      @ForAll long before,
      @ForAll @LongRange(max = 3_600_000_000_000L) long took,
      @ForAll @LongRange(min = -1, max = 4_294_967_295_000_000L) long since) {
    long left = Written.leftNanos(before, before + took, since);
    assertThat(left - before).isBetween(0L, took);
  }

  @Test
  void shouldBeToldByTheKernelHowLongAgoDataLeft() throws Exception {
    Epoll.ensureAvailability();
    Socket socket = Socket.newSocketStream();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      if (!socket.connect(server.getLocalSocketAddress())) {
        Await.until("connected", socket::finishConnect);
      }
      TcpDelivery delivery = new TcpDelivery();
      final long before = System.nanoTime();
      assertThat(socket.write(ByteBuffer.allocateDirect(12), 0, 12)).isEqualTo(12);
      long since =
          Await.value(
              "50 ms",
              () -> delivery.sinceSentNanos(socket.intValue()),
              nanos -> nanos >= 50 * MILLI);
      long after = System.nanoTime();
      assertThat(since).isBetween(50 * MILLI, after - before + 10 * MILLI);
      assertThat(delivery.sample(socket.intValue()).bytesAcked())
          .isEqualTo(delivery.mark(socket.intValue(), 12));
    } finally {
      socket.close();
    }
  }
}
