package io.kald.agent.api;

import io.kald.agent.http.Access;
import io.kald.agent.http.Gate;
import io.kald.agent.http.Reply;
import io.kald.agent.http.Request;
import io.kald.agent.text.Printable;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides who gets an answer at all. */
final class Guard implements Gate {
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|.+\\.localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d*)?");
  private static final String BEARER = "Bearer ";

  // deps
  private final boolean loopback;
  private final Supplier<Optional<String>> token;
  private final StatusPage page;

  /**
   * A guard of one address.
   *
   * @param page sent in place of a refusal: it holds no data and asks for the token itself
   */
  Guard(InetAddress bound, Supplier<Optional<String>> token, StatusPage page) {
    this.loopback = bound.isLoopbackAddress();
    this.token = token;
    this.page = page;
  }

  @Override
  public @Nullable Reply refusal(Request request, Access access) {
    String host = request.authority();
    if (loopback && host != null && !LOOPBACK.matcher(host).matches()) {
      // A name of somebody else's that resolves to this machine: DNS rebinding. A browser always
      // names a host, so whoever names none is not misled by one.
      String named = host.isEmpty() ? "an empty host" : Printable.of(host);
      return Reply.text(403, "This address answers to localhost only, not to " + named + ".");
    }
    if (access == Access.CHANGE && fromElsewhere(request)) {
      return Reply.text(403, "Another site's page may not ask for this.");
    }
    String wanted = token.get().orElse("");
    if (!wanted.isEmpty() && access != Access.OPEN && !knows(request, wanted)) {
      Reply refusal =
          request.path().equals("/")
              ? page.reply().as(401)
              : Reply.text(401, "This needs a token: Authorization: Bearer ...");
      return refusal.with("WWW-Authenticate", "Bearer");
    }
    return null;
  }

  /** Whether a browser says that the request comes from a page of another origin. */
  private static boolean fromElsewhere(Request request) {
    String origin = request.header("Origin");
    if (origin == null) {
      return false;
    }
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority == null || !authority.equalsIgnoreCase(request.authority());
    } catch (IllegalArgumentException e) {
      // Nonsense is no origin of ours.
      return true;
    }
  }

  private static boolean knows(Request request, String token) {
    String given = request.header("Authorization");
    return given != null
        && given.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8),
            given.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8));
  }
}
