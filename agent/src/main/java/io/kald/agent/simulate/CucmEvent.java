package io.kald.agent.simulate;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened at a node.
 *
 * @param kind of what phones do; null: of what the operator does, or a fault of the simulator
 * @param text one sentence without the node's name, fit for a terminal
 */
public record CucmEvent(@Nullable Kind kind, String text) {
  /** What phones can make happen as often as they like. */
  public enum Kind {
    /** A device was registered. */
    REGISTERED("registration", "registrations"),
    /** A device no longer is. */
    UNREGISTERED("unregistration", "unregistrations"),
    /** A Register was refused. */
    REJECTED("rejected Register", "rejected Registers"),
    /** A token was granted or refused. */
    TOKEN("answer to a request for a token", "answers to requests for a token"),
    /** What came is not SCCP. */
    UNREADABLE("connection with what cannot be read", "connections with what cannot be read"),
    /** The node has ended a connection. */
    CLOSED("closed connection", "closed connections");

    private final String one;
    private final String many;

    Kind(String one, String many) {
      this.one = one;
      this.many = many;
    }

    /** {@code 1 more registration}, {@code 2 more registrations}. */
    String more(long count) {
      return count + " more " + (count == 1 ? one : many);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
