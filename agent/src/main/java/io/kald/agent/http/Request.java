package io.kald.agent.http;

import io.kald.agent.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request, with its body. Immutable. */
public final class Request {
  private static final int MAX_PARAMETERS = 256;

  private final String method;
  private final HttpVersion version;
  private final HttpHeaders headers;
  private final @Nullable String authority;
  private final List<String> segments;
  private final String path;
  private final Map<String, List<String>> parameters;
  private final byte[] body;
  private final Map<String, String> names;

  /** Refuses a target that cannot be decoded. */
  Request(HttpRequest head, byte[] body) {
    this.method = head.method().name();
    this.version = head.protocolVersion();
    this.headers = head.headers();
    this.body = body;
    this.names = Map.of();
    Target sent = Target.of(method, head.uri(), headers.get(HttpHeaderNames.HOST));
    this.authority = sent.authority();
    QueryStringDecoder target =
        new QueryStringDecoder(sent.path(), StandardCharsets.UTF_8, true, MAX_PARAMETERS, true);
    try {
      this.path = target.path();
      this.segments =
          List.of(target.rawPath().split("/", -1)).stream().map(Request::decoded).toList();
      this.parameters = target.parameters();
    } catch (IllegalArgumentException e) {
      throw new BadRequest("The address cannot be decoded: " + e.getMessage() + ".");
    }
  }

  private Request(Request from, Map<String, String> names) {
    this.method = from.method;
    this.version = from.version;
    this.headers = from.headers;
    this.authority = from.authority;
    this.segments = from.segments;
    this.path = from.path;
    this.parameters = from.parameters;
    this.body = from.body;
    this.names = names;
  }

  /** This request, with what its route calls parts of its path. */
  Request with(Map<String, String> named) {
    return new Request(this, named);
  }

  /** {@code GET}, {@code POST}, ... */
  public String method() {
    return method;
  }

  /**
   * Host and port that the request is meant for, in lower case: of its target, or of its header
   * Host. Null: a request of HTTP/1.0 that names none.
   */
  public @Nullable String authority() {
    return authority;
  }

  /** The path with its escapes decoded. */
  public String path() {
    return path;
  }

  /** The path's segments, each decoded; the first is empty. */
  List<String> segments() {
    return segments;
  }

  /** What the path has where its route has {@code {name}}. */
  public String part(String name) {
    return names.getOrDefault(name, "");
  }

  /** A header's first value. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** All values of a parameter of the query. */
  public List<String> all(String parameter) {
    return parameters.getOrDefault(parameter, List.of());
  }

  /** The parameter's last value, or empty. */
  public String text(String parameter) {
    List<String> values = all(parameter);
    return values.isEmpty() ? "" : values.get(values.size() - 1);
  }

  /** The parameter as a number within bounds. */
  public int number(String parameter, int ifMissing, int min, int max) {
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
    throw new BadRequest(
        parameter + ": " + Printable.of(value) + " (expected: " + min + " ~ " + max + ")");
  }

  /** The body as UTF-8. */
  public String body() {
    return new String(body, StandardCharsets.UTF_8);
  }

  boolean head() {
    return method.equals("HEAD");
  }

  HttpVersion version() {
    return version;
  }

  /** Whether the client takes a zipped reply. */
  boolean acceptsGzip() {
    String accepted = headers.get(HttpHeaderNames.ACCEPT_ENCODING);
    return accepted != null && accepted.matches(".*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
  }

  private static String decoded(String segment) {
    // A plus sign is a space in a query only.
    return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
  }

  /** A mistake of whoever asked; the message is for them. */
  public static final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that names the mistake. */
    public BadRequest(String message) {
      super(message, null, false, false);
    }
  }
}
