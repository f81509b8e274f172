package io.kald.agent.pcap;

/** Takes the packets of a capture, in the order of the file. */
@FunctionalInterface
public interface PacketHandler {
  /**
   * One packet.
   *
   * @param packet valid until this method returns; the same object is filled again for the next
   */
  void onPacket(Packet packet);
}
