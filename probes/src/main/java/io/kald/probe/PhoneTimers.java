package io.kald.probe;

import java.util.concurrent.TimeUnit;

/**
 * How long a phone waits for what. The keepalive intervals themselves are the node's to say, in its
 * RegisterAck; here are the bounds they are held to.
 *
 * @param connectNanos for a connection, TLS handshake included
 * @param registerNanos from Register to RegisterAck, from there to the end of the registration, and
 *     for the answer to a token request
 * @param unregisterNanos from Unregister to UnregisterAck, before the connection is closed anyway
 * @param leastKeepAliveNanos shortest interval taken from a node
 * @param mostKeepAliveNanos longest interval taken from a node
 * @param connectionMonitorNanos how long a better node must answer well before the phone goes back
 *     to it: "Connection Monitor Duration" of CUCM
 */
public record PhoneTimers(
    long connectNanos,
    long registerNanos,
    long unregisterNanos,
    long leastKeepAliveNanos,
    long mostKeepAliveNanos,
    long connectionMonitorNanos) {
  /** 5 s, 10 s, 3 s, 1 s, 300 s, and 120 s as CUCM has it. */
  public static final PhoneTimers DEFAULT =
      new PhoneTimers(
          TimeUnit.SECONDS.toNanos(5),
          TimeUnit.SECONDS.toNanos(10),
          TimeUnit.SECONDS.toNanos(3),
          TimeUnit.SECONDS.toNanos(1),
          TimeUnit.SECONDS.toNanos(300),
          TimeUnit.SECONDS.toNanos(120));
}
