package io.kald.agent.config;

import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Types;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The admin port.
 *
 * @param listen where it listens, or null: it is off
 * @param token what a caller must present as a bearer token, or null: nobody is asked
 * @param telemetryPath where Prometheus finds the metrics
 */
public record WebConfig(@Nullable Listen listen, @Nullable Secret token, String telemetryPath) {
  /**
   * An address of this machine.
   *
   * @param host name or numeric address, an IPv6 one without brackets; empty: every address, IPv4
   *     and IPv6
   * @param port 0 to 65535; 0 is any free port
   */
  public record Listen(String host, int port) {
    @Override
    public String toString() {
      return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    /** Whether every address of this machine is meant, of both kinds. */
    public boolean everywhere() {
      return host.isEmpty();
    }

    boolean loopback() {
      return host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
    }
  }

  private static final int MAX_PATH = 128;
  private static final Pattern PATH =
      Pattern.compile("^(?!/(-|api|config)(/|$))(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+$");

  static final Key<java.util.Optional<Listen>> LISTEN =
      Key.of(
          "listen",
          NetTypes.listen().orWord("off"),
          "127.0.0.1:9942",
          "Where the admin port listens; port `0` takes any free one, `off` switches it off. Only"
              + " this machine can reach the default, because `/-/reload` acts on the daemon."
              + " `:9942` and `[::]:9942` are every address, `0.0.0.0:9942` every IPv4 address.");

  static final Key<Secret> TOKEN =
      Key.optional(
          "token",
          Secrets.token(),
          "none: nobody is asked",
          "Callers must send `Authorization: Bearer TOKEN`. Shown nowhere; better taken from"
              + " `${ENV}` or from `token-file` than written down.");

  static final Key<String> TOKEN_FILE =
      Key.optional(
          "token-file",
          Secrets.file(),
          "none",
          "A file that holds the token, without the line end; read at start and at each reload,"
              + " so a token is changed by changing the file. Not together with `token`.");

  static final Key<String> TELEMETRY_PATH =
      Key.of(
          "telemetry-path",
          Types.text(
              "<path>",
              "a path such as /metrics, not /, /config, or under /-/ or /api/",
              WebConfig::isPath,
              PATH.pattern()),
          "/metrics",
          "Where Prometheus finds the metrics. Paths that the admin port has already are refused.");

  static final Keys KEYS =
      Keys.of(
          "web",
          "The admin port: metrics, health, reload, and the page.",
          LISTEN,
          TOKEN,
          TOKEN_FILE,
          TELEMETRY_PATH);

  static WebConfig read(Section in, Secrets secrets) {
    Listen listen = in.value(LISTEN).orElse(null);
    Secret token = secrets.read(in, TOKEN, TOKEN_FILE);
    if (listen != null
        && !listen.loopback()
        && token == null
        && in.sound(LISTEN, TOKEN, TOKEN_FILE)) {
      in.warn(LISTEN, listen + " is open to other machines and there is no token");
    }
    return new WebConfig(listen, token, in.value(TELEMETRY_PATH));
  }

  /** With the address and the path of the port that is open. */
  WebConfig over(WebConfig started) {
    return new WebConfig(started.listen, token, started.telemetryPath);
  }

  /** Segments that mean themselves, the first of which is none of the admin port's own. */
  private static boolean isPath(String text) {
    return text.length() <= MAX_PATH && PATH.matcher(text).matches();
  }
}
