package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneTls;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.KeyPairs;
import io.kald.probe.net.Loops;
import io.kald.sccp.HeaderVersion;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.SccpEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kald counts as written is what the kernel counts as acknowledged, and the SYN. */
class WireBytesTest {
  private static final int MORE_THAN_A_SOCKET_TAKES = 32 << 20;

  private final Loops loops = Loops.start("written-test", 1, true);
  private final WireBytes wire = new WireBytes(bytes -> {});
  private final TcpDelivery delivery = new TcpDelivery();
  private @Nullable Channel opened;

  @AfterEach
  void stop() throws Exception {
    if (opened != null) {
      opened.close().sync(); // What waits for room is released.
    }
    loops.close();
  }

  @Test
  void shouldCountWhatThePeerAcknowledges() throws Exception {
    try (ScriptedNode node = new ScriptedNode()) {
      Channel channel = connect(node.port(), null);
      assertKeepAlivesCounted(channel);
      assertThat(wire.written()).isEqualTo(3 * 12);
    }
  }

  @Test
  @Tag("slow")
  void shouldCountWhatTlsMakesOfIt(@TempDir Path folder) throws Exception {
    KeyPairs pairs = new KeyPairs(folder);
    pairs.alone("alone");
    PhoneTls tls = new PhoneTls(null, pairs.sha256("alone"), null, null);
    try (ScriptedNode node = new TlsNodes(pairs).node("alone")) {
      Channel channel = connect(node.port(), PhoneSecurity.of(tls));
      channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
      assertKeepAlivesCounted(channel);
      assertThat(wire.written()).isGreaterThan(3 * 12);
    }
  }

  @Test
  void shouldCountWhatWaitsForRoom() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Channel channel = connect(server.getLocalPort(), null);
      var unused =
          channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[MORE_THAN_A_SOCKET_TAKES]));
      on(channel, () -> {});
      assertThat(wire.written()).isEqualTo(MORE_THAN_A_SOCKET_TAKES);
      assertThat(acked(channel)).isPositive().isLessThan(mark(channel));
    }
  }

  private void assertKeepAlivesCounted(Channel channel) throws Exception {
    for (int i = 0; i < 3; i++) {
      channel.writeAndFlush(KeepAlive.INSTANCE).sync();
    }
    Await.until("all acknowledged", () -> acked(channel) == mark(channel));
  }

  private Channel connect(int port, @Nullable PhoneSecurity security) throws Exception {
    Channel channel =
        new Bootstrap()
            .group(loops.all().get(0))
            .channel(EpollSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(wire);
                    SslHandler tls = security == null ? null : security.handler(channel.alloc());
                    if (tls != null) {
                      channel.pipeline().addLast(tls);
                    }
                    channel.pipeline().addLast(new SccpEncoder(new HeaderVersion()));
                  }
                })
            .connect("127.0.0.1", port)
            .sync()
            .channel();
    opened = channel;
    return channel;
  }

  private long acked(Channel channel) {
    return delivery.sample(((EpollSocketChannel) channel).fd().intValue()).bytesAcked();
  }

  private long mark(Channel channel) {
    return delivery.mark(((EpollSocketChannel) channel).fd().intValue(), wire.written());
  }

  private static void on(Channel channel, Runnable step) throws Exception {
    channel.eventLoop().submit(step).sync();
  }
}
