package io.kald.agent.http;

import java.util.concurrent.TimeUnit;

/**
 * What clients may take of a server. Immutable.
 *
 * @param connections open connections
 * @param perClient open connections from one client: an IPv4 address, or an IPv6 network of 64 bits
 * @param requestLine bytes of the request line
 * @param header bytes of all header fields together
 * @param body bytes of a request's body
 * @param pipelined requests of one connection that wait while another is answered
 * @param heldBytes bytes of replies that clients have not read yet, all together
 * @param times how long things may take
 */
public record HttpLimits(
    int connections,
    int perClient,
    int requestLine,
    int header,
    int body,
    int pipelined,
    long heldBytes,
    Times times) {
  private static final int MOST_CONNECTIONS = 256;
  private static final int LEAST_CONNECTIONS = 16;
  private static final int MOST_PER_CLIENT = 64;

  /** The limits of the admin port. */
  public static final HttpLimits USUAL = within(Long.MAX_VALUE);

  /**
   * The usual limits in a process with few file descriptors: an eighth of them at most is for
   * clients.
   *
   * @param descriptors how many this process may open
   */
  public static HttpLimits within(long descriptors) {
    int connections =
        (int) Math.max(LEAST_CONNECTIONS, Math.min(MOST_CONNECTIONS, descriptors / 8));
    return new HttpLimits(
        connections,
        Math.min(MOST_PER_CLIENT, connections / 2),
        8 << 10,
        32 << 10,
        64 << 10,
        16,
        32 << 20,
        Times.USUAL);
  }

  /**
   * Spans in nanoseconds.
   *
   * @param request from the connection, or the first byte of a request, to its last byte
   * @param idle without a request on a connection that has had one
   * @param answer from the request to the head of the reply
   * @param stalled without a byte of the reply taken by the client
   * @param reply from the head of the reply to its last byte
   * @param linger from the last byte of the last reply to the client's end of the connection
   */
  public record Times(long request, long idle, long answer, long stalled, long reply, long linger) {
    static final Times USUAL =
        new Times(
            TimeUnit.SECONDS.toNanos(10),
            TimeUnit.SECONDS.toNanos(60),
            TimeUnit.SECONDS.toNanos(60),
            TimeUnit.SECONDS.toNanos(20),
            TimeUnit.SECONDS.toNanos(120),
            TimeUnit.SECONDS.toNanos(1));
  }
}
