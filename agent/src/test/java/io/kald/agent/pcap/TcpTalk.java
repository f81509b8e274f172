package io.kald.agent.pcap;

import io.kald.agent.pcap.IpPackets.Segment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A TCP connection of a capture under construction. Keeps both sides' sequence numbers; each method
 * writes one segment, all but the first SYN and RST with ACK of all that the other side sent.
 */
public final class TcpTalk {
  private static final byte[] NOTHING = {};

  // deps
  private final CaptureBuilder capture;
  private final String client;
  private final int clientPort;
  private final String server;
  private final int serverPort;

  // state
  private int clientNext = 1000;
  private int serverNext = 5_000_000;
  private int ipId = 1;
  private long uptimeMillis = -1;

  TcpTalk(CaptureBuilder capture, String client, int clientPort, String server, int serverPort) {
    this.capture = capture;
    this.client = client;
    this.clientPort = clientPort;
    this.server = server;
    this.serverPort = serverPort;
  }

  /** Chooses the sequence numbers of both SYNs. */
  public TcpTalk numbered(int clientFirst, int serverFirst) {
    clientNext = clientFirst;
    serverNext = serverFirst;
    return this;
  }

  /** Gives the client's segments time stamps from now on, that count milliseconds. */
  public TcpTalk uptime(long millis) {
    uptimeMillis = millis;
    return this;
  }

  /** Moves the clock of the capture on. */
  public TcpTalk after(long nanos) {
    capture.after(nanos);
    return this;
  }

  /** The capture this belongs to. */
  public CaptureBuilder capture() {
    return capture;
  }

  /** The client's SYN. */
  public TcpTalk syn() {
    client(Packet.SYN, clientNext++, 0, NOTHING);
    return this;
  }

  /** The client's SYN once more. */
  public TcpTalk synAgain() {
    client(Packet.SYN, clientNext - 1, 0, NOTHING);
    return this;
  }

  /** The server's SYN-ACK. */
  public TcpTalk synAck() {
    server(Packet.SYN | Packet.ACK, serverNext++, NOTHING);
    return this;
  }

  /** An ACK of the client. */
  public TcpTalk ack() {
    client(Packet.ACK, clientNext, serverNext, NOTHING);
    return this;
  }

  /** An ACK of the server. */
  public TcpTalk serverAck() {
    server(Packet.ACK, serverNext, NOTHING);
    return this;
  }

  /** SYN, SYN-ACK, ACK. */
  public TcpTalk open() {
    return syn().synAck().ack();
  }

  /** Data of the client. */
  public TcpTalk send(byte[] payload) {
    client(Packet.ACK | Packet.PSH, clientNext, serverNext, payload);
    clientNext += payload.length;
    return this;
  }

  /** Text of the client. */
  public TcpTalk send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The last bytes the client sent, once more. */
  public TcpTalk sendAgain(byte[] payload) {
    client(Packet.ACK | Packet.PSH, clientNext - payload.length, serverNext, payload);
    return this;
  }

  /** Data of the server. */
  public TcpTalk reply(byte[] payload) {
    server(Packet.ACK | Packet.PSH, serverNext, payload);
    serverNext += payload.length;
    return this;
  }

  /** Text of the server. */
  public TcpTalk reply(String text) {
    return reply(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The last bytes the server sent, once more. */
  public TcpTalk replyAgain(byte[] payload) {
    server(Packet.ACK | Packet.PSH, serverNext - payload.length, payload);
    return this;
  }

  /** The client's FIN. */
  public TcpTalk fin() {
    client(Packet.FIN | Packet.ACK, clientNext++, serverNext, NOTHING);
    return this;
  }

  /** The server's FIN. */
  public TcpTalk serverFin() {
    server(Packet.FIN | Packet.ACK, serverNext++, NOTHING);
    return this;
  }

  /** The client's RST, with ACK. */
  public TcpTalk rst() {
    client(Packet.RST | Packet.ACK, clientNext, serverNext, NOTHING);
    return this;
  }

  /** The server's RST, with ACK. */
  public TcpTalk serverRst() {
    server(Packet.RST | Packet.ACK, serverNext, NOTHING);
    return this;
  }

  /** Bytes of the client that the capture does not show. */
  public TcpTalk missClient(int bytes) {
    clientNext += bytes;
    return this;
  }

  /** Bytes of the server that the capture does not show. */
  public TcpTalk missServer(int bytes) {
    serverNext += bytes;
    return this;
  }

  private void client(int flags, int sequence, int acknowledgement, byte[] payload) {
    var segment = new Segment(clientPort, serverPort, sequence, acknowledgement, flags);
    capture.ip(IpPackets.tcp(client, server, ipId++, segment, options(), payload));
  }

  private void server(int flags, int sequence, byte[] payload) {
    var segment = new Segment(serverPort, clientPort, sequence, clientNext, flags);
    capture.ip(IpPackets.tcp(server, client, ipId++, segment, NOTHING, payload));
  }

  private byte[] options() {
    if (uptimeMillis < 0) {
      return NOTHING;
    }
    long value = uptimeMillis + (capture.nowNanos() - CaptureBuilder.START) / 1_000_000;
    return ByteBuffer.allocate(12).putInt(0x0101080A).putInt((int) value).putInt(0).array();
  }
}
