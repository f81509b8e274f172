package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection came to nothing, or to its end.
 *
 * @param cause in the phone's words, or null: a fault of this machine, which is no evidence against
 *     the node
 * @param verdict what that says of a KeepAlive on the way
 * @param word one of a small set, see {@code PhoneFact.RegistrationFailed}
 * @param detail for a reader; may be empty
 * @param own the fault of this machine, or null
 */
public record Trouble(
    @Nullable FailoverCause cause,
    KeepAliveVerdict verdict,
    String word,
    String detail,
    @Nullable LocalFailure own) {
  public Trouble {
    assert PhoneFact.RegistrationFailed.known(word) : word;
  }

  /** What a node, or the way to it, has done. */
  Trouble(FailoverCause cause, KeepAliveVerdict verdict, String word, String detail) {
    this(cause, verdict, word, detail, null);
  }

  /** What may wait to be sent: a registration with 42 lines is a tenth of it. */
  public static final int MOST_UNSENT_BYTES = 16 * 1024;

  /** What only the node itself can have sent. */
  private static final Set<String> OF_THE_NODE =
      Set.of("tls", "not-sccp", "flood", Reason.REFUSED.label());

  /** Twice what the field of a RegisterReject holds. */
  private static final int MOST_TEXT = 66;

  /** The node closed the connection. */
  public static final Trouble CLOSED =
      new Trouble(FailoverCause.CM_CLOSED_TCP, KeepAliveVerdict.CLOSED, "closed", "");

  /** The node closed the connection before TLS had secured it. */
  public static final Trouble CLOSED_UNSECURED =
      new Trouble(
          FailoverCause.CM_CLOSED_TCP,
          KeepAliveVerdict.CLOSED,
          "closed",
          "in the midst of the TLS handshake");

  /** The node broke the connection. */
  public static final Trouble RESET =
      new Trouble(FailoverCause.CM_RESET_TCP, KeepAliveVerdict.RESET, "reset", "");

  /** TCP gave up. */
  public static final Trouble TIMED_OUT =
      new Trouble(FailoverCause.TCP_TIMEOUT, KeepAliveVerdict.NOT_ACKED, "timeout", "");

  /** No connection within the time for it. */
  public static final Trouble NO_CONNECTION =
      new Trouble(FailoverCause.TCP_TIMEOUT, KeepAliveVerdict.NOT_ACKED, "connect-timeout", "");

  /** No RegisterAck, or no end of the registration, within the time for it. */
  public static final Trouble NO_REGISTER_ACK =
      new Trouble(
          FailoverCause.REGISTRATION_TIMEOUT, KeepAliveVerdict.UNKNOWN, "register-timeout", "");

  /** Too many KeepAlives in a row without a KeepAliveAck. */
  public static final Trouble ACKS_MISSED =
      new Trouble(
          FailoverCause.KEEPALIVE_TIMEOUT,
          KeepAliveVerdict.TCP_ACKED_ONLY,
          "keepalive-timeout",
          "");

  /** The node sends more than its {@link ReadBudget}. */
  public static final Trouble FLOOD = aborted("flood", ReadBudget.WORDS);

  /** The node does not read, and what the phone has to send would pile up. */
  public static final Trouble NOT_READING =
      aborted("not-reading", "messages for it wait, " + MOST_UNSENT_BYTES + " bytes");

  /** Refused or unreachable, by a packet that said so. */
  public static Trouble unreachable(Reason reason, String detail) {
    return new Trouble(
        reason == Reason.REFUSED ? FailoverCause.CM_RESET_TCP : FailoverCause.CM_ICMP_UNREACHABLE,
        KeepAliveVerdict.NOT_ACKED,
        reason.label(),
        detail);
  }

  /** The connection ended by something else: TLS, or bytes that are no SCCP. */
  public static Trouble aborted(String word, String detail) {
    return new Trouble(FailoverCause.CM_ABORTED_TCP, KeepAliveVerdict.UNKNOWN, word, detail);
  }

  /** RegisterReject; of a text longer than a phone could display only the beginning. */
  public static Trouble rejected(String text) {
    String shown = text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "...";
    return new Trouble(
        FailoverCause.REGISTRATION_REJECT, KeepAliveVerdict.UNKNOWN, "rejected", shown);
  }

  /** The node's name has no address. */
  public static Trouble noAddress(String host) {
    return ours(new LocalFailure(Reason.NAME_UNRESOLVED, "no address for " + host));
  }

  /** This machine would not. */
  public static Trouble ours(LocalFailure failure) {
    return new Trouble(
        null, KeepAliveVerdict.NOT_PROBED, failure.reason().label(), failure.detail(), failure);
  }

  /** The same, or the fault of this machine that explains it. */
  public Trouble unless(@Nullable LocalFailure fault) {
    return fault == null ? this : ours(fault);
  }

  /** Whether a fault of this machine may be behind it, which the kernel is then asked about. */
  public boolean mayBeOurs() {
    return own == null && !OF_THE_NODE.contains(word);
  }

  /** Whether the node has ended the connection: a fault of ours only when it waited for us. */
  public boolean byTheNode() {
    return verdict == KeepAliveVerdict.CLOSED || verdict == KeepAliveVerdict.RESET;
  }
}
