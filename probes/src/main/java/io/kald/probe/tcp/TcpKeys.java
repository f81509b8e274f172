package io.kald.probe.tcp;

import io.kald.probe.PortRange;
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.kind.ProbeTypes;
import io.kald.schema.Key;
import io.kald.schema.Types;
import java.util.List;
import java.util.Optional;

/** The keys of TCP probes. */
final class TcpKeys {
  static final Key<Integer> PORT =
      Key.of("port", ProbeTypes.port(), "80", "TCP only. The CSS takes 80 too.");

  static final Key<TcpClose> CLOSE =
      Key.of(
              "tcp-close",
              Types.oneOf(List.of(TcpClose.values()), TcpClose::word),
              "rst",
              "TCP only. How an answered connection ends: `rst` leaves nothing behind on either side;"
                  + " `fin` is a full close that the server logs as a normal short connection, and"
                  + " leaves TIME_WAIT here; with `half-open` the server's application is never woken.")
          .inSection("close");

  static final Key<ResetIs> RESET_IS =
      Key.of(
          "reset-is",
          Types.oneOf(List.of(ResetIs.values()), ResetIs::word),
          "answered",
          "TCP only. What a server that accepts a connection and resets it at once has done:"
              + " `answered`, as the handshake proves; the result then has the detail"
              + " `closed-at-once` where the reset came before kald had closed. With `rejected` it"
              + " is a failure, and kald holds each connection for its round-trip time and 100 ms"
              + " to see whether a reset comes. Without effect with `tcp-close: half-open`, which"
              + " completes no handshake.");

  static final Key<Optional<Integer>> SYN_RETRIES =
      Key.of(
          "syn-retries",
          Types.integer(0, 6).orWord("auto"),
          "auto",
          "TCP only. How often the SYN of one probe may be sent again, within the timeout: Linux does"
              + " so 1s after the first. `auto` leaves it to the kernel (net.ipv4.tcp_syn_retries)."
              + " After the last one an answer is waited for until another would be sent. With 0"
              + " there is one SYN to a probe, and an answer may take 850ms at most: the"
              + " kernel has no setting for it, so kald ends the probe before the second SYN is due.");

  static final Key<Optional<PortRange>> SOURCE_PORTS =
      Key.of(
          "source-ports",
          ProbeTypes.ports().orWord("auto"),
          "auto",
          "TCP only. Source ports that kald picks from itself; both ends belong to it.");

  private TcpKeys() {}
}
