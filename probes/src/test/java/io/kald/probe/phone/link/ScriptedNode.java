package io.kald.probe.phone.link;

import io.kald.sccp.Alarm;
import io.kald.sccp.CapabilitiesReq;
import io.kald.sccp.DefineTimeDate;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.MessageId;
import io.kald.sccp.Octets;
import io.kald.sccp.Protocol;
import io.kald.sccp.RawMessage;
import io.kald.sccp.Register;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.RegisterReject;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReject;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.SccpDecodeException;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.SccpFrames;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.SccpVisitor;
import io.kald.sccp.TimeDateReq;
import io.kald.sccp.Unregister;
import io.kald.sccp.UnregisterAck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A call manager that behaves as it is told, on a real socket. */
final class ScriptedNode implements AutoCloseable {
  /** What it does, changed while it runs. */
  volatile boolean hung;

  volatile boolean acksStrangers;
  volatile boolean lampFirst;

  /** And then does not listen. */
  volatile boolean speaksFirst;

  volatile boolean acksUnregister = true;
  volatile String rejects = "";
  volatile int tokenWait;
  volatile Optional<RegisterAck.Newer> newer =
      Optional.of(new RegisterAck.Newer(2, new Protocol(18, 0, 0)));

  /** Names of what came, in order; {@code Alarm} with its text. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  private final ServerSocket server;
  private final List<Station> stations = new CopyOnWriteArrayList<>();

  ScriptedNode() {
    this(ServerSocketFactory.getDefault(), "127.0.0.1");
  }

  ScriptedNode(ServerSocketFactory factory, String address) {
    try {
      server = factory.createServerSocket(0, 50, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many messages of that name came. */
  int count(String message) {
    return (int) heard.stream().filter(message::equals).count();
  }

  /** How many stations are registered now. */
  long registered() {
    return stations.stream().filter(s -> s.registered && !s.socket.isClosed()).count();
  }

  /** Ends every connection by FIN, or by RST. */
  void end(boolean reset) throws IOException {
    for (Station station : stations) {
      if (reset) {
        station.socket.setSoLinger(true, 0);
      }
      station.socket.close();
    }
  }

  /** Says this to all. */
  void say(SccpMessage... messages) {
    stations.forEach(station -> station.say(messages));
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "scripted-node");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Station station = new Station(server.accept());
        stations.add(station);
        start(station::serve);
      } catch (IOException e) {
        return; // Asked to close.
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      end(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection. */
  private final class Station implements SccpVisitor {
    final Socket socket;
    volatile boolean registered;

    Station(Socket socket) {
      this.socket = socket;
    }

    void serve() {
      SccpFrames frames = new SccpFrames();
      ByteBuf bytes = Unpooled.buffer();
      byte[] chunk = new byte[4096];
      try {
        if (speaksFirst) {
          say(KeepAliveAck.INSTANCE);
          return;
        }
        for (int n = socket.getInputStream().read(chunk); n >= 0; ) {
          bytes.writeBytes(chunk, 0, n);
          if (!understood(frames, bytes)) {
            break;
          }
          n = socket.getInputStream().read(chunk);
        }
        socket.close();
      } catch (IOException e) {
        registered = false; // Closed by either side.
      } finally {
        bytes.release();
        registered = false;
      }
    }

    /** Nobody goes on with what is not SCCP. */
    private boolean understood(SccpFrames frames, ByteBuf bytes) {
      try {
        for (SccpFrame f = frames.next(bytes); f != null; f = frames.next(bytes)) {
          hear(f.message());
        }
        return true;
      } catch (SccpDecodeException e) {
        return false;
      }
    }

    private void hear(SccpMessage message) {
      heard.add(message instanceof Alarm alarm ? "Alarm " + alarm.text() : message.id().toString());
      if (!hung) {
        message.accept(this);
      }
    }

    synchronized void say(SccpMessage... messages) {
      ByteBuf out = Unpooled.buffer();
      for (SccpMessage message : messages) {
        new SccpFrame(0, message, Octets.NONE).writeTo(out);
      }
      byte[] all = new byte[out.readableBytes()];
      out.readBytes(all);
      out.release();
      try {
        socket.getOutputStream().write(all);
      } catch (IOException e) {
        registered = false; // Closed by either side.
      }
    }

    @Override
    public void on(Register message) {
      if (!rejects.isEmpty()) {
        say(new RegisterReject(rejects));
        return;
      }
      registered = true;
      if (lampFirst) {
        say(lamp(), lamp());
      }
      say(new RegisterAck(1, "D.M.Y", newer), CapabilitiesReq.INSTANCE);
    }

    private SccpMessage lamp() {
      return new RawMessage(MessageId.of(0x86), Octets.zeros(12));
    }

    @Override
    public void on(TimeDateReq message) {
      say(new DefineTimeDate(2026, 11, 6, 21, 10, 0, 0, 0, 1_795_255_200));
    }

    @Override
    public void on(KeepAlive message) {
      if (registered || acksStrangers) {
        say(KeepAliveAck.INSTANCE);
      }
    }

    @Override
    public void on(RegisterTokenReq message) {
      if (tokenWait == 0) {
        say(RegisterTokenAck.INSTANCE);
      } else if (tokenWait > 0) {
        say(new RegisterTokenReject(tokenWait));
      }
    }

    @Override
    public void on(Unregister message) {
      registered = false;
      if (acksUnregister) {
        say(new UnregisterAck(UnregisterAck.OK));
      }
    }

    @Override
    public void onOther(SccpMessage message) {
      // Heard, and not answered.
    }
  }
}
