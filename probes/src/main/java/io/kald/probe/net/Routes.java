package io.kald.probe.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel's routing tables by rtnetlink, in the network namespace of the thread that asks
 * first. The kernel answers within the call, so nothing waits. Sends no packet. Used for failures
 * only. Confined to one thread.
 */
public final class Routes implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int NETLINK_ROUTE = 0;
  private static final int NLMSG_ERROR = 2;
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_GETROUTE = 26;
  private static final int NLM_F_REQUEST = 1;
  private static final int RTA_DST = 1;
  private static final int RTA_SRC = 2;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PREFSRC = 7;
  private static final int RTA_MARK = 16;
  private static final int RTA_IP_PROTO = 27;
  private static final int RTA_DPORT = 29;
  private static final int IFLA_MASTER = 10;
  private static final int RTN_LOCAL = 2;

  // struct nlmsghdr {u32 len @0; u16 type @4; u16 flags @6; u32 seq @8; u32 pid @12}, then rtmsg
  // {u8 family @0; u8 dst_len @1; ... u8 type @7; u32 flags @8} or ifinfomsg {u8 family @0; int
  // index @4; ...}, then attributes {u16 len @0; u16 type @2}, 4-aligned.
  private static final int BODY = 16;
  private static final int RTMSG_BYTES = 12;
  private static final int IFINFOMSG_BYTES = 16;
  private static final int BYTES = 32 << 10;

  private final OffHeap memory = OffHeap.of(BYTES);
  private final ByteBuffer message = memory.buffer().order(ByteOrder.nativeOrder());
  private int fd = -1;
  private int sequence;

  /**
   * Where a packet would go.
   *
   * @param errno why it would go nowhere, or 0
   * @param local whether it would stay on this machine
   * @param device number of the interface it would leave by, or 0
   * @param beyond whether it would go beyond the link, by a gateway
   * @param sourced whether there is an address to send from
   */
  public record Route(int errno, boolean local, int device, boolean beyond, boolean sourced) {}

  /**
   * What of a packet policy rules may look at.
   *
   * @param mark the packet's fwmark, or 0
   * @param protocol its IP protocol, or 0
   * @param port its target's port, or 0
   * @param source the address it is bound to, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Flow(int mark, int protocol, int port, byte @Nullable [] source) {
    /** Any packet. */
    static final Flow ANY = new Flow(0, 0, 0, null);
  }

  /**
   * The route to an address.
   *
   * @param address 4 or 16 bytes in network order
   * @param device number of the interface the packet must leave by, or 0
   * @return null when the kernel cannot be asked
   */
  @Nullable Route find(byte[] address, int device, Flow flow) {
    int end = BODY + RTMSG_BYTES;
    begin(RTM_GETROUTE, end);
    message.put(BODY, (byte) (address.length == 4 ? Libc.AF_INET : Libc.AF_INET6));
    message.put(BODY + 1, (byte) (address.length * Byte.SIZE));
    end = attribute(end, RTA_DST, address);
    end = device == 0 ? end : attribute(end, RTA_OIF, device);
    end = flow.mark == 0 ? end : attribute(end, RTA_MARK, flow.mark);
    end =
        flow.protocol == 0 ? end : attribute(end, RTA_IP_PROTO, new byte[] {(byte) flow.protocol});
    byte[] port = {(byte) (flow.port >> 8), (byte) flow.port};
    end = flow.port == 0 ? end : attribute(end, RTA_DPORT, port);
    if (flow.source != null) {
      message.put(BODY + 2, (byte) (flow.source.length * Byte.SIZE));
      end = attribute(end, RTA_SRC, flow.source);
    }
    int bytes = ask(end);
    if (bytes < 0) {
      return null;
    }
    if (message.getShort(4) == NLMSG_ERROR) {
      return new Route(-message.getInt(BODY), false, 0, false, false);
    }
    return message.getShort(4) != RTM_NEWROUTE
        ? null
        : new Route(
            0,
            message.get(BODY + 7) == RTN_LOCAL,
            number(bytes, BODY + RTMSG_BYTES, RTA_OIF),
            find(bytes, BODY + RTMSG_BYTES, RTA_GATEWAY) >= 0,
            find(bytes, BODY + RTMSG_BYTES, RTA_PREFSRC) >= 0);
  }

  /** Number of the bond, bridge or VRF that an interface belongs to; 0 for none. */
  int master(int device) {
    int end = BODY + IFINFOMSG_BYTES;
    begin(RTM_GETLINK, end);
    message.putInt(BODY + 4, device);
    int bytes = ask(end);
    return bytes < 0 || message.getShort(4) != RTM_NEWLINK ? 0 : number(bytes, end, IFLA_MASTER);
  }

  private void begin(int type, int bytes) {
    for (int i = 0; i < bytes; i++) {
      message.put(i, (byte) 0);
    }
    message.putShort(4, (short) type).putShort(6, (short) NLM_F_REQUEST).putInt(8, ++sequence);
  }

  private int attribute(int at, int type, int value) {
    message.putShort(at, (short) 8).putShort(at + 2, (short) type).putInt(at + 4, value);
    return at + 8;
  }

  private int attribute(int at, int type, byte[] value) {
    message.putShort(at, (short) (4 + value.length)).putShort(at + 2, (short) type);
    message.put(at + 4, value);
    int end = at + 4 + value.length;
    while ((end & 3) != 0) {
      message.put(end++, (byte) 0);
    }
    return end;
  }

  private int ask(int bytes) {
    if (fd < 0) {
      fd = Libc.socket(AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, NETLINK_ROUTE);
    }
    message.putInt(0, bytes);
    if (fd < 0 || Libc.sendto(fd, memory.address(), bytes, Libc.MSG_DONTWAIT, 0, 0) < 0) {
      return -1;
    }
    int asked = sequence;
    for (int tries = 0; tries < 4; tries++) {
      int got = (int) Libc.recv(fd, memory.address(), BYTES, Libc.MSG_DONTWAIT);
      if (got < BODY || message.getInt(8) == asked) {
        return got < BODY ? -1 : got;
      }
    }
    return -1;
  }

  private int number(int bytes, int from, int type) {
    int found = find(bytes, from, type);
    return found >= 0 && message.getShort(found) == 8 ? message.getInt(found + 4) : 0;
  }

  /** Where an attribute begins, or -1. */
  private int find(int bytes, int from, int type) {
    int at = from;
    while (at + 4 <= bytes) {
      int length = message.getShort(at) & 0xffff;
      if (length < 4) {
        return -1;
      }
      if (message.getShort(at + 2) == type) {
        return at;
      }
      at += (length + 3) & ~3;
    }
    return -1;
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Libc.close(fd);
      fd = -1;
    }
  }
}
