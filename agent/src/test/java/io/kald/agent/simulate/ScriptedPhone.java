package io.kald.agent.simulate;

import io.kald.sccp.Alarm;
import io.kald.sccp.CapabilitiesReq;
import io.kald.sccp.IpAddress;
import io.kald.sccp.Octets;
import io.kald.sccp.Protocol;
import io.kald.sccp.Register;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.SccpFrames;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.Station;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A phone that does what a test says, over a blocking socket. */
final class ScriptedPhone implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int DEVICE_TYPE = 30_007;

  private final Socket socket;
  private final SccpFrames frames = new SccpFrames();
  private final ByteBuf in = Unpooled.buffer();

  ScriptedPhone(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  static ScriptedPhone connect(CucmNode node) throws IOException {
    return connect(node.address());
  }

  static ScriptedPhone connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, PATIENCE_MILLIS);
    return new ScriptedPhone(socket);
  }

  /** Connects, and is registered when this has returned. */
  static ScriptedPhone registered(CucmNode node, String name) throws IOException {
    ScriptedPhone phone = connect(node);
    phone.register(name);
    return phone;
  }

  RegisterAck register(String name) throws IOException {
    send(new Alarm(Alarm.INFORMATIONAL, "Name=" + name + " Load=X Last=Initialized", 0x10800, 1));
    send(register(name, 17));
    RegisterAck ack = expect(RegisterAck.class);
    expect(CapabilitiesReq.class);
    return ack;
  }

  static Register register(String name, int protocol) {
    return new Register(
        station(name),
        5,
        0,
        new Protocol(protocol, 0, 0),
        0,
        0,
        Register.Details.NONE,
        Register.Form.UPTO_LOAD);
  }

  static Station station(String name) {
    return Station.of(name, IpAddress.of((byte) 127, (byte) 0, (byte) 0, (byte) 1), DEVICE_TYPE);
  }

  void send(SccpMessage... messages) throws IOException {
    ByteBuf out = Unpooled.buffer();
    for (SccpMessage message : messages) {
      new SccpFrame(0, message, Octets.NONE).writeTo(out);
    }
    out.readBytes(socket.getOutputStream(), out.readableBytes());
    out.release();
  }

  void sendBytes(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The next message; fails when the connection ends or nothing comes for long. */
  SccpMessage receive() throws IOException {
    while (true) {
      SccpFrame frame = frames.next(in);
      if (frame != null) {
        return frame.message();
      }
      byte[] bytes = new byte[4096];
      int count = socket.getInputStream().read(bytes);
      if (count < 0) {
        throw new EOFException("the node has closed the connection");
      }
      in.discardReadBytes().writeBytes(bytes, 0, count);
    }
  }

  /** The next message, which has to be of that kind. */
  <T extends SccpMessage> T expect(Class<T> kind) throws IOException {
    SccpMessage message = receive();
    if (!kind.isInstance(message)) {
      throw new AssertionError(message + " (expected: " + kind.getSimpleName() + ")");
    }
    return kind.cast(message);
  }

  /**
   * How the node ends the connection: {@code fin} or {@code rst}; whatever comes before is read.
   */
  String end() throws IOException {
    try {
      while (true) {
        receive();
      }
    } catch (EOFException e) {
      return "fin";
    } catch (SocketException e) {
      return "rst";
    }
  }

  /** Bytes that have come and are not read yet. */
  int waiting() throws IOException {
    return in.readableBytes() + socket.getInputStream().available();
  }

  /** What the kernel knows of this connection. */
  Kernel kernel() throws IOException {
    String port = String.format(Locale.ROOT, ":%04X", socket.getLocalPort());
    String to = String.format(Locale.ROOT, ":%04X", socket.getPort());
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp6")));
    lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp")));
    for (String line : lines) {
      String[] field = line.trim().split("\\s+", -1);
      if (field[1].endsWith(port) && field[2].endsWith(to)) {
        return new Kernel(
            Long.parseLong(field[4].substring(0, 8), 16), Integer.parseInt(field[6], 16));
      }
    }
    throw new AssertionError("no connection " + port + " -> " + to);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    in.release();
  }

  /**
   * Half of a connection.
   *
   * @param unackedBytes sent or to be sent, and not acknowledged
   * @param retransmits in a row without an acknowledgement
   */
  record Kernel(long unackedBytes, int retransmits) {}
}
