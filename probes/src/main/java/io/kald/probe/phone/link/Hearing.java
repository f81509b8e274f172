package io.kald.probe.phone.link;

import io.kald.probe.event.FailoverCause;
import io.kald.probe.phone.GroupMachine;
import io.kald.probe.phone.PhoneTerms;
import io.kald.probe.time.NanoClock;
import io.kald.sccp.CapabilitiesReq;
import io.kald.sccp.DefineTimeDate;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.Protocol;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.RegisterReject;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReject;
import io.kald.sccp.Reset;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.SccpVisitor;
import io.kald.sccp.UnregisterAck;
import java.util.concurrent.TimeUnit;

/**
 * What the messages of a node mean for the rules; all others (lamps before a RegisterAck, prompts,
 * answers to questions) are skipped.
 */
final class Hearing implements SccpVisitor {
  /** What chan_skinny puts where its protocol belongs: the character 0. */
  private static final int CHARACTER_ZERO = '0';

  /** A refused token that asks for more than a day is taken for a day. */
  private static final long MOST_WAIT_SECONDS = TimeUnit.DAYS.toSeconds(1);

  // deps
  private final GroupMachine machine;
  private final int ownProtocol;
  private final NanoClock clock;

  // state
  private int place;

  Hearing(GroupMachine machine, int ownProtocol, NanoClock clock) {
    this.machine = machine;
    this.ownProtocol = ownProtocol;
    this.clock = clock;
  }

  void hear(int from, SccpMessage message) {
    place = from;
    message.accept(this);
  }

  private long now() {
    return clock.nanoTime();
  }

  @Override
  public void on(RegisterAck message) {
    long first = Integer.toUnsignedLong(message.keepAliveSeconds());
    long second =
        message.newer().map(n -> Integer.toUnsignedLong(n.secondaryKeepAliveSeconds())).orElse(0L);
    int protocol =
        message.newer().map(RegisterAck.Newer::protocol).map(Protocol::version).orElse(0);
    PhoneTerms terms =
        new PhoneTerms(
            TimeUnit.SECONDS.toNanos(first),
            TimeUnit.SECONDS.toNanos(second),
            protocol == CHARACTER_ZERO ? 0 : Math.min(ownProtocol, protocol));
    machine.registerAcked(place, terms, now());
  }

  @Override
  public void on(RegisterReject message) {
    machine.rejected(place, message.text(), now());
  }

  @Override
  public void on(CapabilitiesReq message) {
    machine.capabilitiesAsked(place, now());
  }

  @Override
  public void on(DefineTimeDate message) {
    machine.dateTold(place, now());
  }

  @Override
  public void on(KeepAliveAck message) {
    machine.keepAliveAcked(place, now());
  }

  @Override
  public void on(RegisterTokenAck message) {
    machine.tokenAnswered(place, true, 0, now());
  }

  @Override
  public void on(RegisterTokenReject message) {
    long seconds = Math.min(MOST_WAIT_SECONDS, Integer.toUnsignedLong(message.waitSeconds()));
    machine.tokenAnswered(place, false, TimeUnit.SECONDS.toNanos(seconds), now());
  }

  @Override
  public void on(UnregisterAck message) {
    machine.unregisterAcked(place, message.status() != UnregisterAck.NAK, now());
  }

  @Override
  public void on(Reset message) {
    switch (message.kind()) {
      case RESET -> machine.restartAsked(place, FailoverCause.CM_RESET, now());
      case RESTART -> machine.restartAsked(place, FailoverCause.CM_RESTART, now());
      case APPLY_CONFIG, OTHER -> {} // There is no configuration of the node's that kald keeps.
    }
  }

  @Override
  public void onOther(SccpMessage message) {
    // Says nothing about the registration.
  }
}
