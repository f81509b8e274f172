package io.kald.agent.http;

import io.kald.probe.time.WallClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Sends the replies of one connection, one at a time. Event loop. */
final class Responder {
  private static final int SMALL = 1 << 10;

  // deps
  private final Channel channel;
  private final Worker worker;
  private final Encoder encoder;
  private final Connections all;
  private final WallClock wall;

  // state
  private @Nullable Outflow outflow;
  private long held;

  Responder(Channel channel, Worker worker, Encoder encoder, Connections all, WallClock wall) {
    this.channel = channel;
    this.worker = worker;
    this.encoder = encoder;
    this.all = all;
    this.wall = wall;
  }

  /** Sends what is no reply yet. */
  void interim(HttpResponse response) {
    encoder.headOnly(false);
    var unused = channel.writeAndFlush(response);
  }

  /**
   * Sends a reply.
   *
   * @param request null: what came was none
   * @param keep whether the connection is to go on
   * @param told when it has been sent, whether the connection goes on
   */
  void send(@Nullable Request request, Reply reply, boolean keep, Sent told) {
    boolean head = request != null && request.head();
    encoder.headOnly(head);
    if (reply.body() instanceof Reply.Bytes bytes && (head || bytes.all().length < SMALL)) {
      sendWhole(request, reply, bytes.all(), keep, told);
    } else if (head) {
      sendHead(request, reply, keep, told);
    } else if (all.hold(reply.body().cost())) {
      held = reply.body().cost();
      sendPieces(request, reply, keep, told);
    } else {
      Reply busy = Reply.text(503, "Too many replies wait to be read.").with("Retry-After", "1");
      send(request, busy, keep, told);
    }
  }

  private void sendWhole(
      @Nullable Request request, Reply reply, byte[] bytes, boolean keep, Sent told) {
    boolean head = request != null && request.head();
    ByteBuf content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
    HttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status(reply), content);
    setHeaders(response.headers(), request, reply, keep);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    write(response, keep, told);
  }

  private void sendHead(@Nullable Request request, Reply reply, boolean keep, Sent told) {
    HttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status(reply), Unpooled.EMPTY_BUFFER);
    setHeaders(response.headers(), request, reply, keep);
    write(response, keep, told);
  }

  private void write(HttpResponse response, boolean keep, Sent told) {
    channel
        .writeAndFlush(response)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                told.done(keep);
              }
            });
  }

  private void sendPieces(@Nullable Request request, Reply reply, boolean keep, Sent told) {
    boolean zip = request != null && request.acceptsGzip();
    boolean old = old(request);
    boolean length = reply.body() instanceof Reply.Bytes && !zip;
    boolean goesOn = keep && (length || !old);
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(reply));
    HttpHeaders headers = response.headers();
    setHeaders(headers, request, reply, goesOn);
    if (length) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, reply.body().cost());
    } else if (!old) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    Pieces pieces = reply.body().pieces();
    if (zip) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
      pieces = new Zip(pieces);
    }
    var unused = channel.writeAndFlush(response);
    Outflow begun = new Outflow(channel, worker, pieces, new Flowing(goesOn, told));
    outflow = begun;
    begun.flow();
  }

  private void setHeaders(
      HttpHeaders headers, @Nullable Request request, Reply reply, boolean keep) {
    if (!keep) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (old(request)) {
      // Without it a client of HTTP/1.0 takes the end of the connection for the end of the reply.
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    headers.set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(wall.now())));
    headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set(HttpHeaderNames.VARY, "Accept, Accept-Encoding");
    reply.headers().forEach(headers::set);
  }

  private static boolean old(@Nullable Request request) {
    return request == null || request.version().minorVersion() == 0;
  }

  private static HttpResponseStatus status(Reply reply) {
    return HttpResponseStatus.valueOf(reply.status());
  }

  /** Goes on where the client takes it. */
  void flow() {
    if (outflow != null) {
      outflow.flow();
    }
  }

  /** Nothing is sent any more. */
  void abort() {
    if (outflow != null) {
      outflow.abort();
    }
    end();
  }

  private void end() {
    outflow = null;
    all.release(held);
    held = 0;
  }

  /** Whoever waits for the end of a reply. */
  interface Sent {
    /** The client has taken some of it. */
    void progress();

    /** All of it is sent; whether the connection goes on. */
    void done(boolean goesOn);

    /** A fault of ours: the rest cannot be made. */
    void failed(Throwable fault);
  }

  private final class Flowing implements Outflow.Listener {
    private final boolean goesOn;
    private final Sent told;

    Flowing(boolean goesOn, Sent told) {
      this.goesOn = goesOn;
      this.told = told;
    }

    @Override
    public void progress() {
      told.progress();
    }

    @Override
    public void done() {
      end();
      told.done(goesOn);
    }

    @Override
    public void failed(Throwable fault) {
      end();
      told.failed(fault);
    }
  }
}
