package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.Reason;
import io.kald.probe.event.PhoneFact;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a group want done or told, in order. Places count the nodes of the group from
 * 0; the SRST reference has the last one.
 */
public sealed interface Order {
  /** Calls the one method of {@code taker} that is for this order. */
  void accept(Taker taker);

  /** Does what is ordered; may hand the outcome back to the rules at once. */
  interface Taker {
    /** See {@link Connect}. */
    void take(Connect order);

    /** See {@link Send}. */
    void take(Send order);

    /** See {@link Look}. */
    void take(Look order);

    /** See {@link Ask}. */
    void take(Ask order);

    /** See {@link RtoMax}. */
    void take(RtoMax order);

    /** See {@link Close}. */
    void take(Close order);

    /** See {@link Tell}. */
    void take(Tell order);

    /** See {@link Judged}. */
    void take(Judged order);

    /** See {@link Skipped}. */
    void take(Skipped order);

    /** See {@link OwnFault}. */
    void take(OwnFault order);

    /** See {@link Stand}. */
    void take(Stand order);
  }

  /** What a phone sends. */
  enum Word {
    /** Alarm with the last reason, then Register. */
    REGISTER,
    CAPABILITIES,
    /** What a registered phone asks for: templates, lines, and the date last. */
    QUESTIONS,
    KEEP_ALIVE,
    TOKEN,
    UNREGISTER
  }

  /** How a group is. */
  enum Health {
    /** Registered somewhere. */
    ALIVE,
    /** Has lost its node and is looking for another. */
    DYING,
    /** All nodes were tried and none took the phone. */
    DOWN
  }

  /** Opens a connection to the node. */
  record Connect(int place) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /**
   * Sends something to the node.
   *
   * @param reason the phone's last reason, for {@link Word#REGISTER}; otherwise empty
   */
  record Send(int place, Word word, String reason) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /** Asks the kernel what was delivered. */
  record Look(int place) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /** What is held against a node unless this machine's own network was at fault. */
  enum Question {
    /** The time for a step of a link is over. */
    TIME_UP,
    /** KeepAlives are not acknowledged. */
    KEEP_ALIVES,
    /** A token request is not answered. */
    TOKEN
  }

  /**
   * Asks whether this machine was at fault while the node was silent.
   *
   * @param sinceNanos when what it does not answer was sent
   */
  record Ask(int place, Question question, long sinceNanos) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /** Limits the distance of the kernel's retransmissions from now on. */
  record RtoMax(int place, int millis) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /**
   * Closes the connection.
   *
   * @param abort whether by RST, as nothing gets through anyway
   */
  record Close(int place, boolean abort) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /** Tells the world. */
  record Tell(PhoneFact fact) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /**
   * Tells the world what became of a KeepAlive.
   *
   * @param dueNanos when it should have left
   * @param late whether it had been judged before: its KeepAliveAck came after all
   * @param own the fault of this machine by which it proves nothing, or null
   */
  record Judged(
      int place,
      PhoneFact.Exchange exchange,
      long dueNanos,
      boolean late,
      @Nullable LocalFailure own)
      implements Order {
    /** What the KeepAlive is worth as a probe, {@code afterNanos} after it was sent. */
    public ProbeOutcome outcome(long afterNanos) {
      if (own != null) {
        return new ProbeOutcome.NotProbed(own.reason(), own.detail());
      }
      return switch (exchange.verdict()) {
        case SCCP_ACKED -> new ProbeOutcome.Answered(exchange.rttNanos());
        case TCP_ACKED_ONLY, NOT_ACKED, UNKNOWN, NOT_PROBED ->
            new ProbeOutcome.Unanswered(afterNanos);
        case CLOSED -> new ProbeOutcome.Rejected(Reason.CLOSED, "FIN", afterNanos);
        case RESET -> new ProbeOutcome.Rejected(Reason.RESET, "", afterNanos);
      };
    }

    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /** Tells of KeepAlives this process slept through, the first of them due at {@code fromNanos}. */
  record Skipped(long count, long fromNanos) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /**
   * Tells the world that a fault of this machine kept the phone from registering with the node.
   *
   * @param retryNanos how long it waits before the next attempt
   */
  record OwnFault(int place, LocalFailure fault, long retryNanos) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }

  /** The group is now like this. */
  record Stand(Health health, String reason) implements Order {
    @Override
    public void accept(Taker taker) {
      taker.take(this);
    }
  }
}
