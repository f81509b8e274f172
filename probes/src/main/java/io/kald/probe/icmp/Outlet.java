package io.kald.probe.icmp;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.net.EgressOptions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way out that probers of one family and one egress share: its socket is made when the first
 * probe needs it and closed with the last prober. Confined to its loop.
 */
final class Outlet {
  /** How long a socket that could not be made is not asked for again. */
  static final long RETRY_NANOS = 1_000_000_000L;

  // deps
  private final OutletKey key;
  private final EgressOptions options;
  private final EchoSocket.Factory factory;
  private final Consumer<OutletKey> whenUnused;

  // state
  private @Nullable EchoSocket socket;
  private @Nullable LocalFailure failure;
  private boolean tried;
  private long retryNanos;
  private int users;

  Outlet(
      OutletKey key,
      EgressOptions options,
      EchoSocket.Factory factory,
      Consumer<OutletKey> whenUnused) {
    this.whenUnused = whenUnused;
    this.key = key;
    this.options = options;
    this.factory = factory;
  }

  /** How its packets leave. */
  Egress egress() {
    return key.egress();
  }

  void join() {
    users++;
  }

  /** A prober has gone; with the last one the socket is closed. */
  void leave() {
    users--;
    if (users == 0) {
      close();
      whenUnused.accept(key);
    }
  }

  /** Closes the socket, if there is one. */
  void close() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /** The socket, or null: see {@link #failure}. */
  @Nullable EchoSocket socket(long nowNanos) {
    if (socket != null) {
      LocalFailure lost = socket.lostBinding(nowNanos);
      if (lost == null) {
        return socket;
      }
      failure = lost;
      socket.flush();
      close();
    }
    return tried && nowNanos - retryNanos < 0 ? null : open(nowNanos);
  }

  private @Nullable EchoSocket open(long nowNanos) {
    tried = true;
    retryNanos = nowNanos + RETRY_NANOS;
    Opening opening = Opening.of(key, options);
    failure = opening.failure();
    if (failure == null) {
      EchoSocket made = factory.on(opening, key, options);
      failure = made.start();
      socket = failure == null ? made : null;
    }
    return socket;
  }

  /** Why there is no socket. */
  LocalFailure failure() {
    return failure == null ? new LocalFailure(Reason.FAULT, "no socket was tried") : failure;
  }
}
