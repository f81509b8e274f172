package io.kald.agent.api;

import io.kald.agent.http.HttpLimits;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the admin port listens and whom it answers.
 *
 * @param nativeTransport whether epoll is used where it is there
 * @param listen address and port; port 0 takes any free one
 * @param bearerToken what a request must carry as {@code Authorization: Bearer}, asked at each
 *     request; empty: nothing. {@code /-/healthy} and {@code /-/ready} never need it
 * @param metricsPath where the metrics are
 * @param limits on clients
 */
public record WebOptions(
    boolean nativeTransport,
    InetSocketAddress listen,
    Supplier<Optional<String>> bearerToken,
    String metricsPath,
    HttpLimits limits) {
  /** Where Prometheus looks when nobody tells it otherwise. */
  public static final String METRICS = "/metrics";
}
