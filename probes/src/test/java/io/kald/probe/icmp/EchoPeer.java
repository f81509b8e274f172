package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Netns;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.SockAddr;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers IPv4 echoes as a test says, in place of the kernel: late, twice, cut short, forged. It
 * lives in a namespace whose kernel answers none.
 */
final class EchoPeer implements AutoCloseable {
  static final int PAYLOAD_AT = 28;

  private static final int IPPROTO_RAW = 255;
  private static final int SOL_RAW = 255;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int MAX_BYTES = 2048;

  private final int in;
  private final int out;
  private final OffHeap packet = OffHeap.of(MAX_BYTES);
  private final OffHeap destination = OffHeap.of(SockAddr.MAX_BYTES);
  private final OffHeap vector = OffHeap.of(Libc.IOVEC_BYTES);
  private final OffHeap header = OffHeap.of(Libc.MSGHDR_BYTES);

  private EchoPeer(int in, int out) {
    this.in = in;
    this.out = out;
    vector.buffer().putLong(0, packet.address());
    header.buffer().putLong(16, vector.address()).putLong(24, 1);
  }

  /** Takes the place of the namespace's kernel. */
  static EchoPeer in(Netns net) throws Exception {
    net.sysctl("net.ipv4.icmp_echo_ignore_all=1");
    return net.call(
        () -> {
          int in = Libc.socket(Libc.AF_INET, Libc.SOCK_RAW, Libc.IPPROTO_ICMP);
          int out = Libc.socket(Libc.AF_INET, Libc.SOCK_RAW, IPPROTO_RAW);
          assertThat(Math.min(in, out)).isPositive();
          set(in, SOL_RAW, 1, 4, ~(1 << 8));
          set(in, Libc.SOL_SOCKET, SO_RCVBUFFORCE, 4, 128 << 20);
          set(in, Libc.SOL_SOCKET, SO_RCVTIMEO, 16, 10);
          return new EchoPeer(in, out);
        });
  }

  private static void set(int fd, int level, int name, int bytes, int value) {
    OffHeap memory = OffHeap.of(16);
    memory.buffer().putInt(0, value);
    assertThat(Libc.setsockopt(fd, level, name, memory.address(), bytes)).isZero();
  }

  /** The next request, IP header and all; fails after ten seconds without one. */
  byte[] request() {
    vector.buffer().putLong(8, MAX_BYTES);
    header.buffer().putLong(0, 0).putInt(8, 0);
    int length = (int) Libc.recvmsg(in, header.address(), 0);
    assertThat(length).as("bytes of the next echo request").isPositive();
    byte[] request = new byte[length];
    packet.buffer().get(0, request);
    return request;
  }

  /** So many requests. */
  List<byte[]> requests(int count) {
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(request());
    }
    return requests;
  }

  /** The reply a good host would send; a test may spoil it. */
  static byte[] reply(byte[] request) {
    byte[] reply = request.clone();
    System.arraycopy(request, 12, reply, 16, 4);
    System.arraycopy(request, 16, reply, 12, 4);
    reply[20] = 0;
    return reply;
  }

  /** A reply that claims to come from another address. */
  static byte[] from(String address, byte[] reply) {
    byte[] forged = reply.clone();
    System.arraycopy(NetUtil.createByteArrayFromIpAddressString(address), 0, forged, 12, 4);
    return forged;
  }

  /** An ICMP error about a request, from its target, that quotes so many bytes after its header. */
  static byte[] error(int type, int code, byte[] request, int quotedBytes) {
    ByteBuffer error = ByteBuffer.allocate(20 + 8 + 20 + quotedBytes);
    error.put(reply(request), 0, 20);
    error.put((byte) type).put((byte) code).putShort((short) 0).putInt(0);
    error.put(request, 0, 20 + quotedBytes);
    return error.array();
  }

  /** Sends a whole IP packet, with a right checksum. */
  void send(byte[] reply) {
    ByteBuffer bytes = ByteBuffer.wrap(reply).order(ByteOrder.BIG_ENDIAN);
    bytes.putShort(2, (short) reply.length);
    bytes.putShort(22, (short) 0);
    bytes.putShort(22, checksum(bytes));
    packet.buffer().put(0, reply);
    vector.buffer().putLong(8, reply.length);
    destination.buffer().putShort(0, (short) Libc.AF_INET).put(4, reply, 16, 4);
    header.buffer().putLong(0, destination.address()).putInt(8, 16);
    assertThat(Libc.sendmsg(out, header.address(), 0)).isEqualTo(reply.length);
  }

  private static short checksum(ByteBuffer packet) {
    int sum = 0;
    for (int i = 20; i < packet.capacity(); i += 2) {
      int low = i + 1 < packet.capacity() ? packet.get(i + 1) & 0xff : 0;
      sum += ((packet.get(i) & 0xff) << 8) | low;
    }
    sum = (sum >>> 16) + (sum & 0xffff);
    return (short) ~((sum >>> 16) + sum);
  }

  @Override
  public void close() {
    Libc.close(in);
    Libc.close(out);
  }
}
