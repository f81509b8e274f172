package io.kald.probe.event;

/**
 * Why a phone left its node, in the words and with the numbers phones give in their last
 * out-of-service reason (protocol-sccp/SCCP.md#reasons).
 */
public enum FailoverCause {
  /** TCP could not deliver a KeepAlive until the reset instant, or no connection came about. */
  TCP_TIMEOUT(10, "TCP-timeout"),
  /**
   * A packet said that the node cannot be reached (ICMP). Phones that have this word have no number
   * for it among their out-of-service reasons; it is a kind of {@link #TCP_TIMEOUT}.
   */
  CM_ICMP_UNREACHABLE(10, "CM-ICMP-Unreach"),
  /** The node broke the connection (RST). */
  CM_RESET_TCP(12, "CM-reset-TCP"),
  /** The connection ended with an error other than a reset. */
  CM_ABORTED_TCP(13, "CM-aborted-TCP"),
  /** The node closed the connection (FIN). */
  CM_CLOSED_TCP(14, "CM-closed-TCP"),
  /** Too many KeepAlives in a row without a KeepAliveAck. */
  KEEPALIVE_TIMEOUT(15, "KeepaliveTO"),
  /** No RegisterAck came in time. */
  REGISTRATION_TIMEOUT(17, "Registration-timeout"),
  /** A better node has come back. */
  FAILBACK(18, "Failback"),
  /** The node told the phone to reset. */
  CM_RESET(22, "Reset-Reset"),
  /** The node told the phone to restart. */
  CM_RESTART(23, "Reset-Restart"),
  /** The node refused the registration. */
  REGISTRATION_REJECT(24, "Phone-Reg-Rej");

  private final int code;
  private final String word;

  FailoverCause(int code, String word) {
    this.code = code;
    this.word = word;
  }

  /** The phone's number for it. */
  public int code() {
    return code;
  }

  /** The phone's word for it, as in {@code Last=KeepaliveTO}. */
  public String word() {
    return word;
  }

  /** The same for a reader: what the node did, as a clause whose subject is the node. */
  public String clause() {
    return switch (this) {
      case TCP_TIMEOUT -> "could not be reached any more: the path to it is broken";
      case CM_ICMP_UNREACHABLE -> "could not be reached any more: the network has no way to it";
      case CM_RESET_TCP -> "reset the connection";
      case CM_ABORTED_TCP -> "lost the connection to an error";
      case CM_CLOSED_TCP -> "closed the connection";
      case KEEPALIVE_TIMEOUT -> "left KeepAlives unanswered while the connection stayed open";
      case REGISTRATION_TIMEOUT -> "did not answer the registration";
      case FAILBACK -> "had to give way to a better node that is back";
      case CM_RESET -> "told the phone to reset";
      case CM_RESTART -> "told the phone to restart";
      case REGISTRATION_REJECT -> "refused the registration";
    };
  }
}
