package io.kald.agent.witness;

import io.kald.agent.pcap.CaptureInterface;
import io.kald.agent.pcap.LinkTypes;
import io.kald.agent.pcap.Packet;
import io.kald.agent.pcap.PacketDecoder;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;

/** Questions for hardware addresses and their answers, as the interface "any" shows them. */
final class ArpPackets {
  private static final int HEADER = 16;
  private static final int OUTGOING = 4;

  private ArpPackets() {}

  /** This machine asks for the hardware address of a host. */
  static Packet question(long atNanos, String asking, String host) {
    return packet(atNanos, 1, asking, host);
  }

  /** A host answers. */
  static Packet answer(long atNanos, String host, String asking) {
    return packet(atNanos, 2, host, asking);
  }

  private static Packet packet(long atNanos, int operation, String sender, String target) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + 28);
    frame.putShort((short) (operation == 1 ? OUTGOING : 0)).putShort(14, (short) 0x0806);
    frame.putShort(HEADER + 6, (short) operation);
    frame.put(HEADER + 14, NetUtil.createByteArrayFromIpAddressString(sender));
    frame.put(HEADER + 24, NetUtil.createByteArrayFromIpAddressString(target));
    CaptureInterface any = new CaptureInterface("any", LinkTypes.LINUX_SLL, 512);
    return new PacketDecoder(any, 0, false)
        .decode(1, atNanos, ByteBuffer.wrap(frame.array()), frame.capacity());
  }
}
