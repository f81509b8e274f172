package io.kald.agent.flow;

import io.kald.agent.pcap.Packet;
import java.nio.ByteBuffer;

/** Finds the status code of {@code HTTP/1.1 200 OK}. */
final class HttpStatusLine {
  private static final int HTTP = 0x48545450;
  private static final int SHORTEST = "HTTP/1.1 200".length();

  private HttpStatusLine() {}

  /** The status code at the beginning of a segment's payload, or 0. */
  static int status(Packet packet) {
    ByteBuffer bytes = packet.bytes();
    int at = packet.payload();
    if (packet.payloadCaptured() < SHORTEST || bytes.getInt(at) != HTTP) {
      return 0;
    }
    if (bytes.get(at + 4) != '/' || bytes.get(at + 8) != ' ') {
      return 0;
    }
    int status = 0;
    for (int i = at + 9; i < at + SHORTEST; i++) {
      int digit = bytes.get(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      status = status * 10 + digit;
    }
    return status;
  }
}
