package io.kald.agent.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What RFC 9110 and RFC 9112 ask of the head of a request: version, one host, one Authorization,
 * and a body whose end is beyond doubt. Pure.
 */
final class HeadRules {
  private static final String CHUNKED = HttpHeaderValues.CHUNKED.toString();

  private HeadRules() {}

  /** Why there is no answer but a refusal, after which the connection ends; null: go on. */
  static @Nullable Reply refusal(HttpRequest head) {
    if (head.protocolVersion().majorVersion() != 1) {
      return Reply.text(505, "This speaks HTTP/1.1.");
    }
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && !old(head))) {
      return Reply.text(400, "A request names one host.");
    }
    if (head.headers().getAll(HttpHeaderNames.AUTHORIZATION).size() > 1) {
      return Reply.text(400, "A request has one Authorization.");
    }
    Reply refusal = framing(head);
    return refusal == null ? expectation(head) : refusal;
  }

  /** Whether it is HTTP/1.0, which has neither chunks nor interim replies, nor needs a host. */
  static boolean old(HttpRequest head) {
    return head.protocolVersion().minorVersion() == 0;
  }

  /** The same, of what says where the body ends alone: RFC 9112, 6.1 and 6.3. */
  static @Nullable Reply framing(HttpRequest head) {
    HttpHeaders headers = head.headers();
    if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return null;
    }
    if (old(head)) {
      return Reply.text(400, "HTTP/1.0 has no Transfer-Encoding.");
    }
    if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      return Reply.text(400, "A request has Content-Length or Transfer-Encoding, not both.");
    }
    List<String> codings =
        headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(String::strip)
            .filter(coding -> !coding.isEmpty())
            .toList();
    if (!codings.stream().allMatch(CHUNKED::equalsIgnoreCase)) {
      return Reply.text(501, "Of transfer codings only chunked is understood.");
    }
    return codings.size() == 1
        ? null
        : Reply.text(400, "A body is chunked once (expected: Transfer-Encoding: chunked).");
  }

  /** RFC 9110, 10.1.1: HTTP/1.0 expects nothing. */
  private static @Nullable Reply expectation(HttpRequest head) {
    boolean other =
        head.headers().contains(HttpHeaderNames.EXPECT)
            && !old(head)
            && !HttpUtil.is100ContinueExpected(head);
    return other ? Reply.text(417, "Of expectations only 100-continue is met.") : null;
  }
}
