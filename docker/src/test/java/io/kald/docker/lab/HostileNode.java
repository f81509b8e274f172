package io.kald.docker.lab;

import io.kald.sccp.CapabilitiesReq;
import io.kald.sccp.DefineTimeDate;
import io.kald.sccp.Octets;
import io.kald.sccp.Protocol;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.SccpMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;

/** A server on a host's SCCP port that means phones ill; its log has a line for each connection. */
final class HostileNode {
  private static final int PORT = 2000;

  private static final String SERVER =
      """
      import socket, struct, sys, threading
      said = bytes.fromhex(sys.argv[2])
      def flood(phone):
          while True:
              phone.sendall(said * 100)
      def register_and_reset(phone):
          phone.recv(4096)
          phone.sendall(said)
          phone.recv(4096)
          phone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
      def serve(phone):
          try:
              globals()[sys.argv[3]](phone)
          except OSError:
              pass
          phone.close()
      server = socket.create_server((sys.argv[1], 2000), backlog=1024)
      while True:
          phone, peer = server.accept()
          print('connection', flush=True)
          threading.Thread(target=serve, args=(phone,), daemon=True).start()
      """;

  // deps
  private final Running process;

  private HostileNode(Running process) {
    this.process = process;
  }

  /** Asks for capabilities without end, and never reads. */
  static HostileNode flooding(Host host) {
    return start(host, "flood", CapabilitiesReq.INSTANCE);
  }

  /** Registers every phone, and breaks its connection. */
  static HostileNode flapping(Host host) {
    RegisterAck ack =
        new RegisterAck(
            CallManager.KEEPALIVE,
            "D.M.Y",
            Optional.of(new RegisterAck.Newer(CallManager.KEEPALIVE, new Protocol(17, 0, 0))));
    return start(
        host,
        "register_and_reset",
        ack,
        CapabilitiesReq.INSTANCE,
        new DefineTimeDate(2026, 12, 2, 1, 10, 0, 0, 0, 1_796_119_200));
  }

  private static HostileNode start(Host host, String how, SccpMessage... said) {
    Running process =
        host.start("hostile", "python3", "-c", SERVER, host.address(), hex(List.of(said)), how);
    host.awaitPort(PORT);
    return new HostileNode(process);
  }

  private static String hex(List<SccpMessage> messages) {
    ByteBuf frames = Unpooled.buffer();
    try {
      messages.forEach(each -> new SccpFrame(0, each, Octets.NONE).writeTo(frames));
      return ByteBufUtil.hexDump(frames);
    } finally {
      frames.release();
    }
  }

  /** How many connections it has accepted. */
  long connections() {
    return process.log().lines().filter("connection"::equals).count();
  }

  void kill() {
    process.end("KILL");
  }
}
