package io.kald.agent.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request is sent to: RFC 9112, 3.2. Where the target has an authority, that replaces what
 * the header Host has, so that whoever decides by the host decides by the one that counts.
 *
 * @param path with the query, as it was sent; {@code *} for the server itself
 * @param authority host and port in lower case; null: HTTP/1.0, which need not name one
 */
record Target(String path, @Nullable String authority) {
  private static final int MAX_PORT = 65_535;

  /** A name of the DNS has 253 characters at most; then there is room for escapes and a port. */
  private static final int LONGEST_AUTHORITY = 512;

  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(\\[[0-9a-f:.]+(%25[a-z0-9._~-]+)?]|([a-z0-9._~!$&'()*+,;=-]|%[0-9a-f]{2})*)"
              + "(:(?<port>\\d{0,5}))?");

  /**
   * Takes it apart.
   *
   * @param host the header, or null: there is none
   * @throws Request.BadRequest when one of the two is malformed
   */
  static Target of(String method, String target, @Nullable String host) {
    String named = host == null ? null : authority(host.strip());
    if (target.indexOf('#') >= 0) {
      throw new Request.BadRequest("The address has a fragment, which is for clients only.");
    }
    if (target.startsWith("/") || (target.equals("*") && method.equals("OPTIONS"))) {
      return new Target(target, named);
    }
    if (method.equals("CONNECT")) {
      return new Target("*", authority(target));
    }
    int scheme = scheme(target);
    if (scheme == 0) {
      throw new Request.BadRequest("The address does not begin with a slash.");
    }
    int end = scheme;
    while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String authority = authority(target.substring(scheme, end));
    if (authority.isEmpty() || authority.startsWith(":")) {
      throw new Request.BadRequest("The address names no host.");
    }
    String rest = target.substring(end);
    return new Target(rest.startsWith("/") ? rest : "/" + rest, authority);
  }

  /** How long the scheme is, with its slashes; 0: it is none of ours. */
  private static int scheme(String target) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return scheme.length();
      }
    }
    return 0;
  }

  private static String authority(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    Matcher parts = AUTHORITY.matcher(lower);
    if (lower.length() > LONGEST_AUTHORITY
        || !parts.matches()
        || port(parts.group("port")) > MAX_PORT) {
      throw new Request.BadRequest("The host is malformed (expected: host or host:port).");
    }
    return lower;
  }

  private static int port(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }
}
