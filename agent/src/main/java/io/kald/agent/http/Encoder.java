package io.kald.agent.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Netty's encoder, which leaves the content out where the request was HEAD. Event loop. */
final class Encoder extends HttpResponseEncoder {
  private boolean headOnly;

  void headOnly(boolean only) {
    headOnly = only;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return headOnly || super.isContentAlwaysEmpty(response);
  }
}
