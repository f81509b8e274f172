package io.kald.agent.api;

import io.kald.agent.http.Reply;
import io.kald.probe.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/**
 * The page: one document with its style and its script in it. Browsers run nothing else on it,
 * because its policy names the two by their hash.
 */
final class StatusPage {
  private static final String FILE = "page.html";

  /** Where the page takes the words for each reason. */
  private static final String REASONS = "/* reasons */ {}";

  private final byte[] html;
  private final String policy;

  private StatusPage(byte[] html, String policy) {
    this.html = html;
    this.policy = policy;
  }

  /**
   * Reads the page.
   *
   * @param metricsPath where its link to the metrics leads
   */
  static StatusPage load(String metricsPath) throws IOException {
    try (InputStream in = StatusPage.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException(FILE + ": not in the jar");
      }
      String text =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("href=\"/metrics\"", "href=\"" + metricsPath + "\"")
              .replace(REASONS, reasons());
      String policy =
          "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'; style-src '"
              + hash(text, "<style>", "</style>")
              + "'; script-src '"
              + hash(text, "<script>", "</script>")
              + "'";
      return new StatusPage(text.getBytes(StandardCharsets.UTF_8), policy);
    }
  }

  Reply reply() {
    return Reply.of(200, "text/html; charset=utf-8", html).with("Content-Security-Policy", policy);
  }

  /** The reasons and their words as a JavaScript object; none has a character to escape. */
  private static String reasons() {
    return Arrays.stream(Reason.values())
        .map(reason -> "\"" + reason.label() + "\": \"" + reason.words() + "\"")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String hash(String html, String start, String end) throws IOException {
    int from = html.indexOf(start) + start.length();
    int to = html.indexOf(end, from);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(html.substring(from, to).getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }
}
