package io.kald.probe.event;

import io.kald.probe.Reason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Something a phone did or found out about its nodes. Immutable; times monotonic. */
public sealed interface PhoneFact {
  /** Calls the one method of {@code visitor} that is for this fact. */
  <R> R accept(Visitor<R> visitor);

  /** What a connection to a node is for. */
  enum Link {
    /** The phone is registered over it. */
    ACTIVE,
    /** The phone would register over it next. */
    STANDBY,
    /** It shows whether a node the phone would rather be at is well again. */
    MONITOR;

    /** The word in journal, metrics and JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One method for each fact: a new one does not compile until every caller has it. */
  interface Visitor<R> {
    /** See {@link Exchange}. */
    R exchange(Exchange fact);

    /** See {@link Registered}. */
    R registered(Registered fact);

    /** See {@link RegistrationFailed}. */
    R registrationFailed(RegistrationFailed fact);

    /** See {@link Lost}. */
    R lost(Lost fact);

    /** See {@link Failover}. */
    R failover(Failover fact);

    /** See {@link Token}. */
    R token(Token fact);

    /** See {@link Standby}. */
    R standby(Standby fact);

    /** See {@link Baseline}. */
    R baseline(Baseline fact);

    /** See {@link Unregistered}. */
    R unregistered(Unregistered fact);

    /** See {@link OwnFault}. */
    R ownFault(OwnFault fact);
  }

  /**
   * A KeepAlive and what came of it. One whose KeepAliveAck comes after it was given up is told a
   * second time, as acked, with the same {@code sentNanos}.
   *
   * @param node name of the node
   * @param link what the connection is for
   * @param sentNanos when the KeepAlive left, monotonic
   * @param rttNanos time to its KeepAliveAck, or to TCP's acknowledgement where that is all; -1
   *     when there was neither
   * @param address the node's numeric address; empty when it is not known any more
   * @param sourcePort the port it left from, or 0
   */
  record Exchange(
      String node,
      Link link,
      KeepAliveVerdict verdict,
      long sentNanos,
      long rttNanos,
      String address,
      int sourcePort)
      implements PhoneFact {
    /** One of which nobody knows yet by which connection it went. */
    public Exchange(
        String node, Link link, KeepAliveVerdict verdict, long sentNanos, long rttNanos) {
      this(node, link, verdict, sentNanos, rttNanos, "", 0);
    }

    /** The same, by that connection. */
    public Exchange by(String usedAddress, int usedPort) {
      return new Exchange(node, link, verdict, sentNanos, rttNanos, usedAddress, usedPort);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.exchange(this);
    }

    /** Whether nothing is amiss: a node that is not asked to register need not answer by SCCP. */
    public boolean fine() {
      return verdict == KeepAliveVerdict.SCCP_ACKED
          || (link != Link.ACTIVE && verdict == KeepAliveVerdict.TCP_ACKED_ONLY);
    }
  }

  /**
   * A node has taken the phone.
   *
   * @param tookNanos from the start of the connection to the end of the registration
   * @param keepAliveNanos interval between KeepAlives on the active link
   * @param standbyNanos interval between KeepAlives on the standby link
   * @param protocol the SCCP version both speak, or 0: the node did not say
   */
  record Registered(
      String node, long tookNanos, long keepAliveNanos, long standbyNanos, int protocol)
      implements PhoneFact {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.registered(this);
    }
  }

  /**
   * A node did not take the phone.
   *
   * @param word what the node or the way to it did, one of {@link #WORDS} or the label of a {@code
   *     Reason}
   * @param detail the node's own words or the system's; may be empty
   * @param retryNanos when the next attempt is made, counted from now; sooner when the phone loses
   *     its node meanwhile and the connection was what failed
   */
  record RegistrationFailed(String node, String word, String detail, long retryNanos)
      implements PhoneFact {
    /** What went wrong, where it is no reason that a probe has as well. */
    public static final Set<String> WORDS =
        Set.of(
            "rejected",
            "register-timeout",
            "connect-timeout",
            "token-timeout",
            "keepalive-timeout",
            "restart-asked",
            "closed",
            "reset",
            "timeout",
            "tls",
            "not-sccp",
            "flood",
            "not-reading");

    /** Whether it is one of the two kinds of words. */
    public static boolean known(String word) {
      return WORDS.contains(word)
          || Arrays.stream(Reason.values()).anyMatch(reason -> reason.label().equals(word));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.registrationFailed(this);
    }
  }

  /**
   * The phone has lost the node it was registered with and is registered nowhere; a {@link
   * Failover} follows when it is known where it went.
   */
  record Lost(String node, FailoverCause cause) implements PhoneFact {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.lost(this);
    }
  }

  /**
   * The phone has left a node, or lost it.
   *
   * @param to the node it registered with instead, which is the same one again if that was first to
   *     take it, or empty: none is left
   * @param detectionNanos from the first sign (the unanswered KeepAlive leaving) to the decision
   * @param outageNanos from that first sign to the registration at {@code to}; 0 when the phone
   *     went back of its own will and -1 when there is no such node
   */
  record Failover(
      String from, String to, FailoverCause cause, long detectionNanos, long outageNanos)
      implements PhoneFact {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.failover(this);
    }
  }

  /**
   * A better node has answered whether the phone may come back.
   *
   * @param waitNanos how long the node wants the phone to wait before it asks again; 0 when granted
   */
  record Token(String node, boolean granted, long waitNanos) implements PhoneFact {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.token(this);
    }
  }

  /**
   * The node that is watched as the next one has changed.
   *
   * @param node its name, or empty: there is none
   */
  record Standby(String node) implements PhoneFact {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.standby(this);
    }
  }

  /**
   * The first interval of the Normal detection, as learned from acknowledged KeepAlives.
   *
   * @param samples how many KeepAlives it rests on
   */
  record Baseline(long nanos, int samples) implements PhoneFact {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.baseline(this);
    }
  }

  /**
   * The phone has taken its leave of a node.
   *
   * @param why what made it leave, for a reader
   */
  record Unregistered(String node, String why) implements PhoneFact {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.unregistered(this);
    }
  }

  /**
   * A fault of this machine kept the phone from registering with a node. It says nothing of the
   * node.
   *
   * @param detail for a reader; may be empty
   * @param retryNanos when the next attempt is made, counted from now
   */
  record OwnFault(String node, Reason reason, String detail, long retryNanos) implements PhoneFact {
    /** How such a cause begins, for a reader. */
    public static final String THIS_MACHINE = "this machine: ";

    /** The fault as the cause of something: {@code this machine: no-carrier}. */
    public static String words(Reason reason) {
      return THIS_MACHINE + reason.label();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.ownFault(this);
    }
  }
}
