package io.kald.sccp;

import java.util.Optional;

/**
 * The header version to stamp on what one side of a connection sends: 0 until RegisterAck, then the
 * lower of both sides' protocol versions, or 0 again where that is below 10 (captures of
 * CallManager 4.1 and CUCM; chan-sccp). It learns from the messages of both directions, so that
 * either side can use it. Confined to the channel's event loop.
 */
public final class HeaderVersion {
  /** Versions below it are not written into headers. */
  private static final int FIRST_STAMPED = 10;

  /** What chan_skinny puts where its version belongs: the character 0. It stamps 0 itself. */
  private static final int CHARACTER_ZERO = '0';

  // state
  private final SccpVisitor observer = new Observer();
  private int station;
  private int negotiated;

  /** The version in force. */
  public int current() {
    return negotiated;
  }

  /** Registering starts again at 0, and both questions and answers of it carry 0. */
  int stampFor(SccpMessage message) {
    return message.id().equals(Register.ID) || message.id().equals(RegisterAck.ID) ? 0 : negotiated;
  }

  /** Learns from a message that was sent or received. */
  void observe(SccpMessage message) {
    message.accept(observer);
  }

  private final class Observer implements SccpVisitor {
    @Override
    public void on(Register message) {
      station = message.protocol().version();
      negotiated = 0;
    }

    @Override
    public void on(RegisterAck message) {
      Optional<Protocol> own = message.newer().map(RegisterAck.Newer::protocol);
      int manager = own.map(Protocol::version).orElse(0);
      int lower = manager == CHARACTER_ZERO ? 0 : Math.min(station, manager);
      negotiated = lower < FIRST_STAMPED ? 0 : lower;
    }

    @Override
    public void onOther(SccpMessage message) {
      // Says nothing about versions.
    }
  }
}
