package io.kald.probe;

/**
 * Something that a kind of probe can report besides its outcome: one entry of the schema of its
 * {@link Facts}.
 *
 * @param name as JSON spells it
 * @param about what it says, within a sentence
 */
public record FactKey(String name, Form form, String about) {
  /** How often the kernel had sent a SYN again when the outcome was known. */
  public static final FactKey SYN_RETRANSMITS =
      new FactKey("syn_retransmits", Form.COUNT, "how often the SYN was sent again");

  /** The target completed the handshake, and closed or reset the connection before kald did. */
  public static final FactKey CLOSED_AT_ONCE =
      new FactKey("closed_at_once", Form.FLAG, "whether the target closed before kald did");

  /** What values it has. */
  public enum Form {
    /** 0 where nothing is reported. */
    COUNT,
    /** False where nothing is reported. */
    FLAG
  }
}
