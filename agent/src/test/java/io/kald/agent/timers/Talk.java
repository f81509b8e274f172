package io.kald.agent.timers;

import io.kald.agent.pcap.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A table, and packets for it at seconds of its clock. */
final class Talk {
  static final int FIN = 0x01;
  static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int ACK = 0x10;

  private static final int CLIENT = 0x0A00_0001;
  private static final int SERVER = 0x0A00_0002;

  final List<Cut> cuts = new ArrayList<>();
  final ConnectionTable table;

  Talk(TimerRules rules) {
    table = new ConnectionTable(rules, cuts::add);
  }

  /** From the client's port to the server's. */
  static FlowKey key(int protocol, int clientPort, int serverPort) {
    return new FlowKey(
        4,
        protocol,
        0,
        Addresses.mapped(CLIENT),
        clientPort,
        0,
        Addresses.mapped(SERVER),
        serverPort);
  }

  Talk client(double second, int port, int serverPort, int flags) {
    table.onPacket(nanos(second), key(FlowKey.TCP, port, serverPort), flags);
    return this;
  }

  Talk server(double second, int port, int serverPort, int flags) {
    table.onPacket(nanos(second), key(FlowKey.TCP, port, serverPort).reversed(), flags);
    return this;
  }

  /** SYN, SYN-ACK, ACK. */
  Talk open(double second, int port, int serverPort) {
    return client(second, port, serverPort, SYN)
        .server(second, port, serverPort, SYN | ACK)
        .client(second, port, serverPort, ACK);
  }

  Talk until(double second) {
    table.advance(nanos(second));
    return this;
  }

  TableCounts counts() {
    return table.counts();
  }

  static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}
