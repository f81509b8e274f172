package io.kald.agent.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is answered.
 *
 * @param status an HTTP status
 * @param headers besides those that every answer has
 */
record Reply(int status, String contentType, Map<String, String> headers, Body body) {
  private static final String TEXT = "text/plain; charset=utf-8";

  /** A sentence. */
  static Reply text(int status, String sentence) {
    byte[] bytes = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
    return new Reply(status, TEXT, Map.of(), out -> out.write(bytes));
  }

  Reply with(String header, String value) {
    return new Reply(status, contentType, Map.of(header, value), body);
  }

  Reply as(int otherStatus) {
    return new Reply(otherStatus, contentType, headers, body);
  }

  /** Writes the answer's content. */
  @FunctionalInterface
  interface Body {
    void write(OutputStream out) throws IOException;
  }
}
