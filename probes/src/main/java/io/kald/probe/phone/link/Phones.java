package io.kald.probe.phone.link;

import io.kald.probe.PhoneSpec;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.host.SocketState;
import io.kald.probe.net.ErrorQueue;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OwnAddresses;
import io.kald.probe.net.Routes;
import io.kald.probe.time.NanoClock;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The phones of one event loop; they share the memory through which the kernel is asked. Confined
 * to its loop, from its making on.
 */
public final class Phones implements AutoCloseable {
  // deps
  private final EventLoop loop;
  private final NanoClock clock;
  private final @Nullable TcpDelivery delivery;

  private final OwnNetwork network;

  /**
   * Phones for that loop.
   *
   * @param egress what failures are held against; its owner closes it
   */
  public Phones(EventLoop loop, NanoClock clock, EgressCheck egress) {
    boolean epoll = LinkOpener.epoll(loop);
    this.loop = loop;
    this.clock = clock;
    this.delivery = epoll ? new TcpDelivery() : null;
    this.network =
        new OwnNetwork(
            egress,
            Libc.available() ? new OwnAddresses(new Routes()) : null,
            epoll ? new SocketState() : null,
            epoll ? new ErrorQueue() : null);
  }

  /** A phone that has not begun. */
  public PhoneGroup open(PhoneSpec spec, PhoneSecurity security, PhoneGroup.Listener listener) {
    return new PhoneGroup(spec, security, loop, clock, delivery, network, listener);
  }

  @Override
  public void close() {
    OwnAddresses addresses = network.addresses();
    if (addresses != null) {
      addresses.close();
    }
  }
}
