package io.kald.probe.phone.link;

import io.kald.sccp.CapabilitiesReq;
import io.kald.sccp.DefineTimeDate;
import io.kald.sccp.Octets;
import io.kald.sccp.Protocol;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.SccpMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A server that does one thing to every connection and never reads, on a real socket. */
final class HostileNode implements AutoCloseable {
  /** What it does to a connection. */
  interface Attack {
    /** Until it throws, for the other end has closed. */
    void on(HostileNode node, Socket socket) throws IOException;
  }

  static final byte[] REGISTRATION =
      frames(
          new RegisterAck(
              1, "D.M.Y", Optional.of(new RegisterAck.Newer(1, new Protocol(17, 0, 0)))),
          CapabilitiesReq.INSTANCE,
          new DefineTimeDate(2026, 11, 6, 21, 10, 0, 0, 0, 1_795_255_200));

  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger ended = new AtomicInteger();
  final AtomicLong mostBytes = new AtomicLong();

  private final ServerSocket server;
  private final Attack attack;

  HostileNode(Attack attack) {
    this.attack = attack;
    try {
      server = new ServerSocket();
      server.setReceiveBufferSize(4096); // What is never read stops the other end soon.
      server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The same bytes over and over. */
  static Attack flood(byte[] first, byte[] then) {
    return (node, socket) -> {
      OutputStream out = socket.getOutputStream();
      out.write(first);
      for (long sent = first.length; ; sent += then.length) {
        out.write(then);
        node.mostBytes.accumulateAndGet(sent, Math::max);
      }
    };
  }

  static byte[] frames(SccpMessage... messages) {
    ByteBuf out = Unpooled.buffer();
    for (SccpMessage message : messages) {
      new SccpFrame(0, message, Octets.NONE).writeTo(out);
    }
    byte[] all = new byte[out.readableBytes()];
    out.readBytes(all);
    out.release();
    return all;
  }

  static byte[] times(int count, SccpMessage message) {
    return frames(IntStream.range(0, count).mapToObj(i -> message).toArray(SccpMessage[]::new));
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "hostile-node");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        start(() -> serve(socket));
      } catch (IOException e) {
        return; // Asked to close.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      attack.on(this, socket);
    } catch (IOException e) {
      ended.incrementAndGet(); // The phone has closed.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
