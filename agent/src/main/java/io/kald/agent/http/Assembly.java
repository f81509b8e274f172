package io.kald.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a request together, or says why not. Event loop. */
final class Assembly {
  private final HttpLimits limits;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private @Nullable HttpRequest head;

  Assembly(HttpLimits limits) {
    this.limits = limits;
  }

  /** What came of a part. */
  sealed interface Result permits More, Whole, Bad {}

  /** A part is missing; {@code interim} is to be sent meanwhile, when there is one. */
  record More(@Nullable HttpResponse interim) implements Result {}

  /** A request, and whether the client wants the connection kept. */
  record Whole(Request request, boolean keepAlive) implements Result {}

  /** No request; after the reply the connection ends. */
  record Bad(Reply reply) implements Result {}

  Result begin(HttpRequest request) {
    head = request;
    body.reset();
    boolean failed = request.decoderResult().isFailure();
    // What Netty refuses of the framing is one kind of failure there, and has a status of its own.
    Reply refusal = failed ? HeadRules.framing(request) : HeadRules.refusal(request);
    if (refusal != null) {
      head = null;
      return new Bad(refusal);
    }
    if (failed) {
      return bad(request.decoderResult().cause());
    }
    if (HttpUtil.getContentLength(request, 0L) > limits.body()) {
      return tooLarge();
    }
    return new More(HttpUtil.is100ContinueExpected(request) ? goOn() : null);
  }

  Result add(HttpContent content) {
    HttpRequest begun = head;
    if (begun == null) {
      return new More(null); // The rest of what has been refused.
    }
    if (content.decoderResult().isFailure()) {
      return bad(content.decoderResult().cause());
    }
    ByteBuf bytes = content.content();
    if (body.size() + bytes.readableBytes() > limits.body()) {
      return tooLarge();
    }
    body.writeBytes(bytes.isReadable() ? copy(bytes) : new byte[0]);
    if (!(content instanceof LastHttpContent)) {
      return new More(null);
    }
    head = null;
    try {
      return new Whole(new Request(begun, body.toByteArray()), HttpUtil.isKeepAlive(begun));
    } catch (Request.BadRequest e) {
      return new Bad(Reply.text(400, String.valueOf(e.getMessage())));
    }
  }

  private static byte[] copy(ByteBuf bytes) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.readBytes(copy);
    return copy;
  }

  private static HttpResponse goOn() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  private Result bad(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return bad(414, "The request line is longer than " + limits.requestLine() + " bytes.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return bad(431, "The header is longer than " + limits.header() + " bytes.");
    }
    return cause instanceof TooLongFrameException
        ? tooLarge()
        : bad(400, "This is not a request of HTTP/1.1.");
  }

  private Result tooLarge() {
    return bad(413, "The body is longer than " + limits.body() + " bytes.");
  }

  private Result bad(int status, String sentence) {
    head = null;
    return new Bad(Reply.text(status, sentence));
  }
}
