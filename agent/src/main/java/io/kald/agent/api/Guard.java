package io.kald.agent.api;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides who gets an answer at all. */
final class Guard {
  private static final Set<String> OPEN = Set.of("/-/healthy", "/-/ready");
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|.+\\.localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d+)?");
  private static final String BEARER = "Bearer ";

  // deps
  private final boolean loopback;
  private final Supplier<Optional<String>> token;

  Guard(InetAddress bound, Supplier<Optional<String>> token) {
    this.loopback = bound.isLoopbackAddress();
    this.token = token;
  }

  /** The refusal, or null: the request may pass. */
  @Nullable Reply check(Request request) {
    String host = request.header("Host");
    if (loopback && !isLoopback(host)) {
      // A name of somebody else's that resolves to this machine: DNS rebinding.
      return Reply.text(403, "This address answers to localhost only, not to " + host + ".");
    }
    if (request.method().equals("POST") && fromElsewhere(request)) {
      return Reply.text(403, "Another site's page may not ask for this.");
    }
    String wanted = token.get().orElse("");
    if (!wanted.isEmpty() && !OPEN.contains(request.path()) && !knows(request, wanted)) {
      return Reply.text(401, "This needs a token: Authorization: Bearer ...")
          .with("WWW-Authenticate", "Bearer");
    }
    return null;
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether a browser says that the request comes from a page of another origin. */
  private static boolean fromElsewhere(Request request) {
    String origin = request.header("Origin");
    if (origin == null) {
      return false;
    }
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority == null || !authority.equals(request.header("Host"));
    } catch (IllegalArgumentException e) {
      // Nonsense is no origin of ours.
      return true;
    }
  }

  private static boolean knows(Request request, String token) {
    String given = request.header("Authorization");
    return given != null
        && given.startsWith(BEARER)
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8),
            given.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
  }
}
