package io.kald.agent.config;

/** A text that must not be shown: it prints as {@code ***}. */
public final class Secret {
  /** What is shown in its place. */
  public static final String MASK = "***";

  private final String text;

  /** Keeps the text. */
  public Secret(String text) {
    this.text = text;
  }

  /** The text itself. Only for comparing or sending it, never for a log, a page or a message. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
