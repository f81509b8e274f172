package io.kald.agent.status;

import java.util.Locale;

/**
 * Which services are wanted.
 *
 * @param state a state word, or empty for all
 * @param text part of name, target or address, in any case; may be empty
 * @param offset how many matching services to leave out
 * @param limit how many to show at most
 */
public record ServiceQuery(String state, String text, int offset, int limit) {
  /** Puts the text into lower case. */
  public ServiceQuery {
    text = text.toLowerCase(Locale.ROOT);
  }
}
