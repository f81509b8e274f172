package io.kald.agent.trace;

import java.util.function.Function;

/** One record of a trace that is about a phone's connection. */
sealed interface TraceLine {
  /** A time that the record does not have. */
  int NO_TIME = -1;

  /** Milliseconds of the day, or {@link #NO_TIME}. */
  int millis();

  /** One branch for each kind of record. */
  <R> R match(
      Function<KeepAlive, R> keepAlive,
      Function<Acked, R> acked,
      Function<Accepted, R> accepted,
      Function<Registered, R> registered,
      Function<Alarmed, R> alarmed,
      Function<IpPort, R> ipPort,
      Function<Unregistered, R> unregistered);

  /**
   * A KeepAlive came.
   *
   * @param device empty on a backup link
   * @param backup whether the node dropped its KeepAliveAck, as the device is not registered there
   */
  record KeepAlive(int millis, TraceLink link, String device, boolean backup) implements TraceLine {
    @Override
    public <R> R match(
        Function<KeepAlive, R> keepAlive,
        Function<Acked, R> acked,
        Function<Accepted, R> accepted,
        Function<Registered, R> registered,
        Function<Alarmed, R> alarmed,
        Function<IpPort, R> ipPort,
        Function<Unregistered, R> unregistered) {
      return keepAlive.apply(this);
    }
  }

  /** A KeepAliveAck was sent; only CallManager 3 says so. */
  record Acked(int millis, TraceLink link) implements TraceLine {
    @Override
    public <R> R match(
        Function<KeepAlive, R> keepAlive,
        Function<Acked, R> acked,
        Function<Accepted, R> accepted,
        Function<Registered, R> registered,
        Function<Alarmed, R> alarmed,
        Function<IpPort, R> ipPort,
        Function<Unregistered, R> unregistered) {
      return acked.apply(this);
    }
  }

  /** A connection came. */
  record Accepted(int millis, TraceLink link) implements TraceLine {
    @Override
    public <R> R match(
        Function<KeepAlive, R> keepAlive,
        Function<Acked, R> acked,
        Function<Accepted, R> accepted,
        Function<Registered, R> registered,
        Function<Alarmed, R> alarmed,
        Function<IpPort, R> ipPort,
        Function<Unregistered, R> unregistered) {
      return accepted.apply(this);
    }
  }

  /** A device was registered. */
  record Registered(int millis, TraceLink link, String device) implements TraceLine {
    @Override
    public <R> R match(
        Function<KeepAlive, R> keepAlive,
        Function<Acked, R> acked,
        Function<Accepted, R> accepted,
        Function<Registered, R> registered,
        Function<Alarmed, R> alarmed,
        Function<IpPort, R> ipPort,
        Function<Unregistered, R> unregistered) {
      return registered.apply(this);
    }
  }

  /**
   * A phone said why it comes.
   *
   * @param device its own name, or empty
   * @param text as it sent it
   */
  record Alarmed(int millis, TraceLink link, String device, String text) implements TraceLine {
    @Override
    public <R> R match(
        Function<KeepAlive, R> keepAlive,
        Function<Acked, R> acked,
        Function<Accepted, R> accepted,
        Function<Registered, R> registered,
        Function<Alarmed, R> alarmed,
        Function<IpPort, R> ipPort,
        Function<Unregistered, R> unregistered) {
      return alarmed.apply(this);
    }
  }

  /** A phone named its RTP port. */
  record IpPort(int millis, TraceLink link, int rtpPort) implements TraceLine {
    @Override
    public <R> R match(
        Function<KeepAlive, R> keepAlive,
        Function<Acked, R> acked,
        Function<Accepted, R> accepted,
        Function<Registered, R> registered,
        Function<Alarmed, R> alarmed,
        Function<IpPort, R> ipPort,
        Function<Unregistered, R> unregistered) {
      return ipPort.apply(this);
    }
  }

  /** A device is no longer registered; {@code reason} is a number of {@link Reasons}. */
  record Unregistered(int millis, String device, int reason) implements TraceLine {
    @Override
    public <R> R match(
        Function<KeepAlive, R> keepAlive,
        Function<Acked, R> acked,
        Function<Accepted, R> accepted,
        Function<Registered, R> registered,
        Function<Alarmed, R> alarmed,
        Function<IpPort, R> ipPort,
        Function<Unregistered, R> unregistered) {
      return unregistered.apply(this);
    }
  }
}
