package io.kald.agent.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Netty's decoder, which leaves a head as it was sent for {@link HeadRules}. Event loop. */
final class Decoder extends HttpRequestDecoder {
  Decoder(HttpDecoderConfig config) {
    super(config);
  }

  /** Netty would take Content-Length out, and nobody could refuse the request for it. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {}
}
