package io.kald.agent.api;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was asked. */
final class Request {
  private final HttpExchange exchange;
  private final Map<String, List<String>> parameters = new HashMap<>();

  /** Refuses a query that cannot be decoded. */
  Request(HttpExchange exchange) {
    this.exchange = exchange;
    String query = exchange.getRequestURI().getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      parameters.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
  }

  String method() {
    return exchange.getRequestMethod();
  }

  /** The path with its escapes decoded. */
  String path() {
    return exchange.getRequestURI().getPath();
  }

  @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  List<String> all(String parameter) {
    return parameters.getOrDefault(parameter, List.of());
  }

  /** The parameter's last value, or empty. */
  String text(String parameter) {
    List<String> values = all(parameter);
    return values.isEmpty() ? "" : values.get(values.size() - 1);
  }

  /** The parameter as a number within bounds. */
  int number(String parameter, int ifMissing, int min, int max) {
    String value = text(parameter);
    if (value.isEmpty()) {
      return ifMissing;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of bounds.
    }
    throw new BadRequest(parameter + ": " + value + " (expected: " + min + " ~ " + max + ")");
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequest("query: " + e.getMessage());
    }
  }

  /** A mistake of whoever asked; the message is for them. */
  static final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadRequest(String message) {
      super(message, null, false, false);
    }
  }
}
