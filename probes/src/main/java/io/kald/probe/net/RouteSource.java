package io.kald.probe.net;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.address.IpText;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From which address the kernel would send to a target, found by connecting a UDP socket, which
 * sends nothing. Any thread; does not wait.
 */
public final class RouteSource {
  private static final int ANY_PORT = 9;

  private RouteSource() {}

  /**
   * Asks the kernel.
   *
   * @return empty: it has no route, or none with this egress
   * @throws IOException when it cannot be asked, as without a free descriptor
   */
  public static Optional<InetAddress> of(InetAddress target, Egress egress) throws IOException {
    return Libc.available() ? natively(target, egress) : plainly(target);
  }

  /**
   * Why a source of a connection that has begun cannot serve, or null: it is link-local, and the
   * target is beyond the link, where no router forwards its packets (RFC 4291, 2.5.6).
   */
  public static @Nullable LocalFailure scopeProblem(InetAddress source, InetAddress target) {
    if (!(source instanceof Inet6Address from)
        || !from.isLinkLocalAddress()
        || target.isLinkLocalAddress()
        || !Libc.available()) {
      return null;
    }
    try (Routes routes = new Routes()) {
      Routes.Route route = routes.find(target.getAddress(), from.getScopeId(), Routes.Flow.ANY);
      return route == null || !route.beyond()
          ? null
          : new LocalFailure(
              Reason.SOURCE_ADDRESS_MISSING,
              "only the link-local address "
                  + IpText.of(from.getAddress())
                  + " is there to send beyond the link");
    }
  }

  private static Optional<InetAddress> natively(InetAddress target, Egress egress)
      throws IOException {
    SockAddr to = SockAddr.parse(target.getHostAddress(), ANY_PORT);
    if (to == null) {
      throw new IOException(target + " is no address");
    }
    int fd = Libc.socket(to.family(), Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      int errno = Libc.errno();
      if (errno == Errno.EAFNOSUPPORT) {
        return Optional.empty();
      }
      throw new IOException("socket: " + Errno.text(errno));
    }
    try {
      if (EgressOptions.of(egress, to.family()).apply(fd) != null
          || Libc.connect(fd, to.address(), to.length()) != 0) {
        return Optional.empty();
      }
      return Optional.of(ownAddress(fd));
    } finally {
      Libc.close(fd);
    }
  }

  private static InetAddress ownAddress(int fd) throws UnknownHostException {
    OffHeap own = OffHeap.of(SockAddr.MAX_BYTES);
    OffHeap length = OffHeap.of(Integer.BYTES);
    length.buffer().putInt(0, own.bytes());
    if (Libc.getsockname(fd, own.address(), length.address()) != 0) {
      throw new UnknownHostException("getsockname: " + Errno.text(Libc.errno()));
    }
    boolean four = own.buffer().getShort(0) == Libc.AF_INET;
    byte[] bytes = new byte[four ? 4 : 16];
    own.buffer().get(four ? 4 : 8, bytes);
    return InetAddress.getByAddress(bytes);
  }

  private static Optional<InetAddress> plainly(InetAddress target) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(target, ANY_PORT));
      return Optional.of(((InetSocketAddress) channel.getLocalAddress()).getAddress());
    } catch (java.net.SocketException e) {
      return Optional.empty();
    }
  }
}
