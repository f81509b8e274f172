package io.kald.agent.trace;

/** One record of a trace that is about a phone's connection. */
sealed interface TraceLine {
  /** A time that the record does not have. */
  int NO_TIME = -1;

  /** Milliseconds of the day, or {@link #NO_TIME}. */
  int millis();

  /** Calls the method that is made for this kind of record. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each kind of record: a new kind does not compile until every reader has one. */
  interface Visitor<R> {
    /** See {@link KeepAlive}. */
    R keepAlive(KeepAlive line);

    /** See {@link Acked}. */
    R acked(Acked line);

    /** See {@link Accepted}. */
    R accepted(Accepted line);

    /** See {@link Registered}. */
    R registered(Registered line);

    /** See {@link Alarmed}. */
    R alarmed(Alarmed line);

    /** See {@link IpPort}. */
    R ipPort(IpPort line);

    /** See {@link Unregistered}. */
    R unregistered(Unregistered line);
  }

  /**
   * A KeepAlive came.
   *
   * @param device empty on a backup link
   * @param backup whether the node dropped its KeepAliveAck, as the device is not registered there
   */
  record KeepAlive(int millis, TraceLink link, String device, boolean backup) implements TraceLine {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.keepAlive(this);
    }
  }

  /** A KeepAliveAck was sent; only CallManager 3 says so. */
  record Acked(int millis, TraceLink link) implements TraceLine {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.acked(this);
    }
  }

  /** A connection came. */
  record Accepted(int millis, TraceLink link) implements TraceLine {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.accepted(this);
    }
  }

  /** A device was registered. */
  record Registered(int millis, TraceLink link, String device) implements TraceLine {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.registered(this);
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
    public <R> R accept(Visitor<R> visitor) {
      return visitor.alarmed(this);
    }
  }

  /** A phone named its RTP port. */
  record IpPort(int millis, TraceLink link, int rtpPort) implements TraceLine {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.ipPort(this);
    }
  }

  /** A device is no longer registered; {@code reason} is a number of {@link Reasons}. */
  record Unregistered(int millis, String device, int reason) implements TraceLine {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.unregistered(this);
    }
  }
}
