package io.kald.probe.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A TCP server that behaves in one given way; sockets live where the calling thread does. */
public final class Listeners implements AutoCloseable {
  private static final int SILENT_MILLIS = 200;

  private final @Nullable ServerSocket server;
  private final List<Socket> others = new ArrayList<>();
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private final int port;

  private Listeners(ServerSocket server) {
    this.server = server;
    this.port = server.getLocalPort();
  }

  private Listeners(Socket bound) {
    this.server = null;
    this.port = bound.getLocalPort();
    others.add(bound);
  }

  /** Accepts every connection and keeps it. */
  public static Listeners accepting(String address) {
    return accepting(address, 0);
  }

  /** The same on a given port, 0 being any. */
  public static Listeners accepting(String address, int port) {
    return serving(address, port, socket -> {});
  }

  /** Closes every connection as soon as it is accepted, by FIN or by RST. */
  public static Listeners closingAtOnce(String address, boolean reset) {
    return serving(
        address,
        0,
        socket -> {
          try {
            if (reset) {
              socket.setSoLinger(true, 0);
            }
            socket.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Never accepts, and its queue is full. */
  public static Listeners full(String address) {
    Listeners made = neverAccepting(address, 0, 1);
    try {
      // Linux lets one more than the backlog in.
      for (int i = 0; i < 2; i++) {
        made.others.add(new Socket(address, made.port));
      }
      // A connection is made before the kernel has put it into the queue.
      Await.until("a full queue", () -> !answers(address, made.port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made;
  }

  private static boolean answers(String address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), SILENT_MILLIS);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** Never accepts; the kernel does the handshakes. */
  public static Listeners neverAccepting(String address, int port, int backlog) {
    try {
      return new Listeners(new ServerSocket(port, backlog, InetAddress.getByName(address)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Holds a port on which nobody listens. */
  public static Listeners refusing(String address) {
    try {
      Socket bound = new Socket();
      bound.bind(new InetSocketAddress(address, 0));
      return new Listeners(bound);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Listeners serving(String address, int port, Consumer<Socket> service) {
    Listeners made = neverAccepting(address, port, 1024);
    Thread thread = new Thread(() -> made.serve(service), "listener-" + made.port);
    thread.setDaemon(true);
    thread.start();
    return made;
  }

  private void serve(Consumer<Socket> service) {
    ServerSocket listening = server;
    try {
      while (listening != null) {
        Socket socket = listening.accept();
        service.accept(socket);
        accepted.add(socket);
      }
    } catch (SocketException e) {
      // Asked to close.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** How many connections the application has been woken for. */
  public int accepted() {
    return accepted.size();
  }

  /** The port each accepted connection came from, in order. */
  public List<Integer> peers() {
    return accepted.stream().map(Socket::getPort).toList();
  }

  /** The address each accepted connection came from, in order. */
  public List<String> peerAddresses() {
    return accepted.stream().map(s -> s.getInetAddress().getHostAddress()).toList();
  }

  /** Closes the first connections, which the other side has closed with FIN: it then waits. */
  public void hangUp(int count) {
    awaitAccepted(count);
    try {
      for (Socket socket : accepted.subList(0, count)) {
        if (socket.getInputStream().read() >= 0) {
          throw new AssertionError("data came (expected: none)");
        }
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until so many have been accepted; fails after 15 s. */
  public void awaitAccepted(int count) {
    Await.value(count + " accepted", Duration.ofSeconds(15), accepted::size, size -> size >= count);
  }

  @Override
  public void close() {
    try {
      if (server != null) {
        server.close();
      }
      for (Socket socket : accepted) {
        socket.close();
      }
      for (Socket socket : others) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
