package io.kald.agent.audit;

import io.kald.agent.flow.Endpoint;
import java.util.Comparator;

/**
 * Who asks whom: all probes of one prober to one target, or those of one of its keepalives.
 *
 * @param kind {@code tcp} or {@code icmp}
 * @param prober numeric address of who asks
 * @param keepalive the keepalive's name where a journal tells it, else empty
 */
public record StreamKey(String kind, String prober, Endpoint target, String keepalive)
    implements Comparable<StreamKey> {
  private static final Comparator<StreamKey> ORDER =
      Comparator.comparing(StreamKey::kind)
          .thenComparing(StreamKey::prober)
          .thenComparing(StreamKey::target)
          .thenComparing(StreamKey::keepalive);

  @Override
  public int compareTo(StreamKey other) {
    return ORDER.compare(this, other);
  }

  /** The probes of one keepalive among them. */
  StreamKey of(String name) {
    return new StreamKey(kind, prober, target, name);
  }

  /** {@code tcp 192.0.2.9 > 192.0.2.1:80}, {@code tcp 192.0.2.9 > 192.0.2.1:80 (web)}. */
  @Override
  public String toString() {
    return kind
        + " "
        + prober
        + " > "
        + target
        + (keepalive.isEmpty() ? "" : " (" + keepalive + ")");
  }
}
