package io.kald.probe.name;

import io.netty.util.NetUtil;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A name server on loopback that answers by UDP and TCP as the test wants. */
public final class ScriptedDns implements AutoCloseable {
  private static final int A = 1;
  private static final int CNAME = 5;
  private static final int AAAA = 28;
  private static final int TRUNCATED = 0x0200;
  private static final int MOST_PORTS = 100;

  /** Never answered. */
  public static final String STALL = "stall";

  /** The answer does not fit in a datagram. */
  public static final String BY_TCP = "by-tcp";

  /** The server fails. */
  public static final String SERVFAIL = "servfail";

  // deps
  private final DatagramSocket udp;
  private final ServerSocket tcp;

  // state
  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private final Queue<String> questions = new ConcurrentLinkedQueue<>();
  private volatile boolean silent;

  private ScriptedDns(DatagramSocket udp, ServerSocket tcp) {
    this.udp = udp;
    this.tcp = tcp;
  }

  /** The port is one for both; what the kernel chooses for one may be taken for the other. */
  private static ScriptedDns bind(InetAddress address, int port) throws IOException {
    for (int attempt = 1; ; attempt++) {
      ServerSocket tcp = new ServerSocket(port, 16, address);
      try {
        return new ScriptedDns(
            new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort())), tcp);
      } catch (BindException e) {
        tcp.close();
        if (port != 0 || attempt == MOST_PORTS) {
          throw e;
        }
      }
    }
  }

  /** At 127.0.0.1 and a port the kernel chooses. */
  public static ScriptedDns start() {
    return start("127.0.0.1", 0);
  }

  /** At this address and port. */
  public static ScriptedDns start(String address, int port) {
    try {
      ScriptedDns made =
          bind(InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(address)), port);
      made.daemon(made::serveUdp);
      made.daemon(made::serveTcp);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void daemon(Runnable work) {
    Thread thread = new Thread(work, "scripted-dns");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return udp.getLocalPort();
  }

  /**
   * What a name has: addresses, {@code cname:OTHER}, or one of the words above; names without are
   * NXDOMAIN, and one with an empty list has no records.
   */
  public ScriptedDns name(String name, String... has) {
    names.put(name, List.of(has));
    return this;
  }

  /** The name is no more. */
  public void forget(String name) {
    names.remove(name);
  }

  /** Answers nothing any more, or again. */
  public void silent(boolean is) {
    silent = is;
  }

  /** What was asked, as {@code AAAA name}, and since the last call. */
  public List<String> questions() {
    List<String> all = new ArrayList<>();
    for (String one = questions.poll(); one != null; one = questions.poll()) {
      all.add(one);
    }
    return all;
  }

  private void serveUdp() {
    byte[] buffer = new byte[2000];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] reply = reply(ByteBuffer.wrap(buffer, 0, packet.getLength()), true);
        if (reply.length > 0) {
          udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed, or the client is gone.
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket client = tcp.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] reply = reply(ByteBuffer.wrap(query), false);
        ByteBuffer framed = ByteBuffer.allocate(2 + reply.length);
        framed.putShort((short) reply.length).put(reply);
        client.getOutputStream().write(framed.array());
      } catch (IOException e) {
        // Closed, or the client is gone.
      }
    }
  }

  private byte[] reply(ByteBuffer query, boolean datagram) {
    int id = query.getShort(0) & 0xffff;
    query.position(12);
    StringBuilder name = new StringBuilder();
    for (int length = query.get(); length > 0; length = query.get()) {
      byte[] label = new byte[length];
      query.get(label);
      name.append(name.length() == 0 ? "" : ".")
          .append(new String(label, StandardCharsets.US_ASCII));
    }
    int type = query.getShort();
    String asked = name.toString().toLowerCase(Locale.ROOT);
    questions.add((type == A ? "A " : "AAAA ") + asked);
    List<String> has = names.get(asked);
    if (silent || (has != null && has.contains(STALL))) {
      return new byte[0];
    }
    boolean truncated = datagram && has != null && has.contains(BY_TCP);
    int code = has == null ? 3 : has.contains(SERVFAIL) ? 2 : 0;
    ByteBuffer out = ByteBuffer.allocate(8000);
    out.putShort((short) id).putShort((short) (0x8180 | code | (truncated ? TRUNCATED : 0)));
    out.putShort((short) 1).putShort((short) 0).putInt(0);
    name(out, asked);
    out.putShort((short) type).putShort((short) 1);
    int count = has == null || truncated ? 0 : answers(out, asked, type, has);
    out.putShort(6, (short) count);
    byte[] reply = new byte[out.position()];
    out.get(0, reply);
    return reply;
  }

  /** Follows aliases the server knows itself, as a recursive one does. */
  private int answers(ByteBuffer out, String owner, int type, List<String> has) {
    int count = 0;
    for (String one : has) {
      byte[] address = NetUtil.createByteArrayFromIpAddressString(one);
      if (one.startsWith("cname:")) {
        String target = one.substring("cname:".length());
        ByteBuffer encoded = ByteBuffer.allocate(300);
        name(encoded, target);
        record(out, owner, CNAME, encoded.flip());
        count += 1 + answers(out, target, type, names.getOrDefault(target, List.of()));
      } else if (address != null && (address.length == 4 ? A : AAAA) == type) {
        record(out, owner, type, ByteBuffer.wrap(address));
        count++;
      }
    }
    return count;
  }

  private static void record(ByteBuffer out, String owner, int type, ByteBuffer data) {
    name(out, owner);
    out.putShort((short) type).putShort((short) 1).putInt(1).putShort((short) data.remaining());
    out.put(data);
  }

  private static void name(ByteBuffer out, String name) {
    for (String label : name.split("\\.", -1)) {
      out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.put((byte) 0);
  }

  /** Does not answer by TCP any more. */
  public void closeTcp() {
    try {
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    udp.close();
    closeTcp();
  }
}
