package io.kald.agent.config;

import io.kald.agent.text.Printable;
import io.kald.schema.Type;

/** Values as messages show them: on one line, and not too long. */
final class Show {
  private static final int MAX_LENGTH = 60;

  private Show() {}

  static String value(String text) {
    if (text.isEmpty()) {
      return "an empty text";
    }
    return text.length() > MAX_LENGTH
        ? Printable.of(text.substring(0, MAX_LENGTH)) + "..."
        : Printable.of(text);
  }

  /** A text that was refused as one of the type's values. */
  static String value(Type<?> type, String text) {
    return type.secret() ? Secret.MASK : value(text);
  }

  /** The name of a file, whole: a reader looks for that file. */
  static String path(String name) {
    return name.isEmpty() ? value(name) : Printable.of(name);
  }

  /** What stands at a node where something else was wanted. */
  static String kind(Node node) {
    return node.match(
        scalar -> scalar.empty() ? "empty" : value(scalar.text()),
        mapping -> "keys and values",
        list -> "a list");
  }
}
