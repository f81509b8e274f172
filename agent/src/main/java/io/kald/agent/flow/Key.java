package io.kald.agent.flow;

import io.kald.agent.pcap.Packet;

/** What tells exchanges apart: protocol, addresses and ports, or identifier and sequence number. */
class Key {
  /** Both directions are one exchange. */
  static final int TCP = 1;

  /** Who asks and who is asked are told apart. */
  static final int ECHO = 2;

  private static final long MIX_LOW = 0x9E37_79B9_7F4A_7C15L;
  private static final long MIX_HIGH = 0xC2B2_AE3D_27D4_EB4FL;
  private static final long MIX_PORT = 0xFF51_AFD7_ED55_8CCDL;

  // state
  long clientHigh;
  long clientLow;
  long serverHigh;
  long serverLow;

  /** The client's port or identifier in the upper half, the server's or sequence number below. */
  int ports;

  /** {@link #TCP} or {@link #ECHO}, and the version of IP. */
  int kind;

  /** Never 0; set by {@link #rehash}. */
  int hash;

  /** A TCP segment; its sender is the client. */
  void setTcp(Packet packet) {
    kind = (TCP << 4) | packet.ipVersion();
    clientHigh = packet.sourceHigh();
    clientLow = packet.sourceLow();
    serverHigh = packet.targetHigh();
    serverLow = packet.targetLow();
    ports = packet.ports();
  }

  /** An echo request, or a reply, whose sender was asked. */
  void setEcho(Packet packet) {
    boolean reply = packet.isEchoReply();
    kind = (ECHO << 4) | packet.ipVersion();
    clientHigh = reply ? packet.targetHigh() : packet.sourceHigh();
    clientLow = reply ? packet.targetLow() : packet.sourceLow();
    serverHigh = reply ? packet.sourceHigh() : packet.targetHigh();
    serverLow = reply ? packet.sourceLow() : packet.targetLow();
    ports = packet.echo();
  }

  /** Copies another key, with its ends exchanged where asked. */
  void set(Key other, boolean exchanged) {
    kind = other.kind;
    clientHigh = exchanged ? other.serverHigh : other.clientHigh;
    clientLow = exchanged ? other.serverLow : other.clientLow;
    serverHigh = exchanged ? other.clientHigh : other.serverHigh;
    serverLow = exchanged ? other.clientLow : other.serverLow;
    ports = exchanged ? Integer.rotateLeft(other.ports, 16) : other.ports;
    hash = other.hash;
  }

  /** Whether both have the same ends in the same roles. */
  final boolean is(Key other) {
    return clientLow == other.clientLow
        && serverLow == other.serverLow
        && ports == other.ports
        && kind == other.kind
        && clientHigh == other.clientHigh
        && serverHigh == other.serverHigh;
  }

  /** Whether both are TCP with the same ends in exchanged roles. */
  final boolean isReverseOf(Key other) {
    return clientLow == other.serverLow
        && serverLow == other.clientLow
        && ports == Integer.rotateLeft(other.ports, 16)
        && kind == other.kind
        && kind >>> 4 == TCP
        && clientHigh == other.serverHigh
        && serverHigh == other.clientHigh;
  }

  final int clientPort() {
    return ports >>> 16;
  }

  final int serverPort() {
    return ports & 0xFFFF;
  }

  final int ipVersion() {
    return kind & 0xF;
  }

  /** Works out the hash; both directions have the same. */
  final void rehash() {
    long client = mixed(clientHigh, clientLow, clientPort());
    long sum = client + mixed(serverHigh, serverLow, serverPort()) + kind;
    int folded = (int) (sum ^ (sum >>> 32));
    hash = folded == 0 ? 1 : folded;
  }

  private static long mixed(long high, long low, int port) {
    long mix = (low * MIX_LOW + high * MIX_HIGH) ^ (port * MIX_PORT);
    mix ^= mix >>> 29;
    mix *= MIX_HIGH;
    return mix ^ (mix >>> 32);
  }
}
