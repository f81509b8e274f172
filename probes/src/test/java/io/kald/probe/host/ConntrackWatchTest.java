package io.kald.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Netns;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** The table of connection tracking of a real kernel, with room in it. */
final class ConntrackWatchTest {
  private static final int CONNECTIONS = 50;

  @Test
  void shouldSeeRoomInATableThatIsUsed() {
    Netns.assumeUsable("nft");
    try (Netns net = Netns.create()) {
      net.nft("table inet t { chain c { type filter hook output priority 0; ct state new; }; }");
      ConntrackWatch watch = new ConntrackWatch();
      boolean full =
          net.call(
              () -> {
                for (int port = 1; port <= CONNECTIONS; port++) {
                  send(port);
                }
                return watch.fullSince(0, 0);
              });
      String count = net.run("cat", "/proc/sys/net/netfilter/nf_conntrack_count").strip();
      assertThat(Integer.parseInt(count)).isGreaterThanOrEqualTo(CONNECTIONS / 2);
      assertThat(full).isFalse();
    }
  }

  private static void send(int port) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getLoopbackAddress(), port));
    } catch (SocketException e) {
      throw new IllegalStateException("a connection that only has to be tracked", e);
    }
  }
}
