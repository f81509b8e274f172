package io.kald.agent.notify;

import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Datagrams to a Unix socket, which the JDK does not have. {@code struct sockaddr_un {u16
 * family @0; char path[108] @2}}; a path that begins with {@code @} is a name without a file, and
 * begins with NUL for the kernel. Any thread, one at a time.
 */
final class NotifySocket implements AutoCloseable {
  private static final int PATH_OFFSET = 2;
  private static final int MOST_PATH_BYTES = 107;

  private final String path;
  private final OffHeap address;
  private final int addressBytes;
  private final int fd;

  private NotifySocket(String path, OffHeap address, int addressBytes, int fd) {
    this.path = path;
    this.address = address;
    this.addressBytes = addressBytes;
    this.fd = fd;
  }

  /**
   * Opens a socket; nobody needs to listen yet.
   *
   * @param path a file, or {@code @} and a name
   * @throws IOException when the path is none, or this machine has no such sockets
   */
  static NotifySocket to(String path) throws IOException {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    boolean named = path.startsWith("@");
    if (bytes.length < 2 || bytes.length > MOST_PATH_BYTES || !(named || path.startsWith("/"))) {
      throw new IOException(path + " is neither /a/path nor @name of at most 107 bytes");
    }
    if (!Libc.available()) {
      throw new IOException("sending to it needs 64-bit Linux and JNA");
    }
    if (named) {
      bytes[0] = 0;
    }
    OffHeap address = OffHeap.of(PATH_OFFSET + MOST_PATH_BYTES + 1);
    address.buffer().putShort(0, (short) Libc.AF_UNIX);
    address.buffer().put(PATH_OFFSET, bytes);
    int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new IOException(Errno.at("socket", Libc.errno()).detail());
    }
    // The NUL behind a path belongs to it; behind a name it would be a part of the name.
    return new NotifySocket(path, address, PATH_OFFSET + bytes.length + (named ? 0 : 1), fd);
  }

  /** Sends one datagram, at once or not at all. */
  void send(String text) throws IOException {
    OffHeap message = OffHeap.ofString(text);
    long sent =
        Libc.sendto(
            fd,
            message.address(),
            message.bytes() - 1,
            Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT,
            address.address(),
            addressBytes);
    if (sent < 0) {
      throw new IOException(path + ": " + Errno.at("sendto", Libc.errno()).detail());
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
