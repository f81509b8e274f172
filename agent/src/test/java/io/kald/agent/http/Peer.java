package io.kald.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that does as it likes with its connection. */
public final class Peer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket = new Socket();

  /** Connects; with a small window, so that little is taken for it unread. */
  public Peer(InetSocketAddress server) throws IOException {
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(server, PATIENCE_MILLIS);
  }

  public static Peer of(InetSocketAddress server, String bytes) throws IOException {
    Peer peer = new Peer(server);
    return peer.send(bytes);
  }

  public Peer send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public Peer end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** One reply with a length: its head and its content. */
  public String reply() throws IOException {
    String text = head();
    String length = text.replaceFirst("(?s).*content-length: (\\d+).*", "$1");
    byte[] content = socket.getInputStream().readNBytes(Integer.parseInt(length));
    return text + new String(content, StandardCharsets.UTF_8);
  }

  /** The head of a reply. */
  public String head() throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("\r\n\r\n")) {
      text.append(one());
    }
    return text.toString();
  }

  /** All that comes until the other side ends the connection, in order. */
  public String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Waits until the other side has ended the connection, in whatever way. */
  public void awaitEnd() throws IOException {
    try {
      InputStream in = socket.getInputStream();
      byte[] some = new byte[4096];
      while (in.read(some) >= 0) {
        // What is left of a reply.
      }
    } catch (SocketException e) {
      // A reset is an end as well.
      assertThat(e).hasMessageContaining("reset");
    }
  }

  /** Whether the other side still takes bytes; sends one. */
  boolean alive() throws IOException {
    try {
      send("x");
      return true;
    } catch (SocketException e) {
      // Reset by the other side, which is the answer.
      return false;
    }
  }

  private char one() throws IOException {
    int c = socket.getInputStream().read();
    assertThat(c).as("the connection ended").isNotNegative();
    return (char) c;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
