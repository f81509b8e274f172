package io.kald.agent.config;

import io.kald.schema.Chars;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills placeholders from the environment: a name in braces after a dollar sign, and maybe a
 * default after {@code :-}. Two dollar signs stand for a plain one before a brace. What is filled
 * in is never looked through again.
 */
final class Placeholders {
  private static final String OPEN = "${";
  private static final String ESCAPED = "$${";

  private static final String WRONG =
      "a ${ that is no placeholder (expected: ${NAME}, ${NAME:-default}, or $${ for a plain ${)";

  private final Map<String, String> environment;

  Placeholders(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** What filling came to: a text, or what is wrong. */
  record Filled(String text, @Nullable String wrong) {}

  Filled fill(String text) {
    if (!text.contains(OPEN)) {
      return new Filled(text, null);
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith(ESCAPED, at)) {
        out.append(OPEN);
        at += ESCAPED.length();
      } else if (text.startsWith(OPEN, at)) {
        int end = text.indexOf('}', at);
        if (end < 0) {
          return new Filled(text, WRONG);
        }
        String wrong = append(text.substring(at + OPEN.length(), end), out);
        if (wrong != null) {
          return new Filled(text, wrong);
        }
        at = end + 1;
      } else {
        out.append(text.charAt(at++));
      }
    }
    return new Filled(out.toString(), null);
  }

  /** Writes a text so that {@link #fill} gives it back. */
  static String escape(String text) {
    return text.replace(OPEN, ESCAPED);
  }

  private @Nullable String append(String reference, StringBuilder out) {
    int colon = reference.indexOf(":-");
    String name = colon < 0 ? reference : reference.substring(0, colon);
    if (!isName(name)) {
      return WRONG;
    }
    String value = environment.get(name);
    if (colon >= 0 && (value == null || value.isEmpty())) {
      out.append(reference, colon + 2, reference.length());
      return null;
    }
    if (value == null) {
      return "environment variable " + name + " is not set (expected: set, or ${NAME:-default})";
    }
    out.append(value);
    return null;
  }

  private static boolean isName(String text) {
    return !text.isEmpty() && !Chars.digit(text.charAt(0)) && Chars.all(text, Chars::word);
  }
}
