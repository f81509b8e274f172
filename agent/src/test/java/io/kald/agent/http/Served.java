package io.kald.agent.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A server on a free port of 127.0.0.1 whose time is moved by hand. */
final class Served implements AutoCloseable {
  final AtomicLong now = new AtomicLong(1_000_000_000L);
  final AtomicLong pieces = new AtomicLong();
  final AtomicLong lateAsked = new AtomicLong();
  final List<Throwable> faults = new CopyOnWriteArrayList<>();
  final CompletableFuture<Reply> late = new CompletableFuture<>();
  final Worker worker = new Worker("test-work", false);
  private final HttpServer server;

  Served(boolean epoll, HttpLimits limits) throws IOException {
    server =
        HttpServer.start(
            new HttpServer.Plan(
                "test-http",
                epoll,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                routes(),
                (request, access) -> null,
                worker,
                limits,
                now::get,
                faults::add));
  }

  private Routes routes() {
    return new Routes()
        .get("/ok", Access.OPEN, request -> CompletableFuture.completedFuture(ok()))
        .get("/late", Access.READ, this::late)
        .get("/bug", Access.READ, worker.handler(Served::bug))
        .get("/a/{one}/{rest}", Access.READ, worker.handler(Served::parts))
        .post("/echo", Access.CHANGE, worker.handler(r -> Reply.text(200, r.body())))
        .get("/large", Access.READ, r -> CompletableFuture.completedFuture(large()))
        .get("/endless", Access.READ, r -> CompletableFuture.completedFuture(endless()))
        .get("/breaks", Access.READ, r -> CompletableFuture.completedFuture(breaks()));
  }

  private Reply endless() {
    byte[] chunk = "0123456789abcdef".repeat(1024).getBytes(StandardCharsets.US_ASCII);
    return Reply.of(
        200,
        "text/plain",
        out -> {
          pieces.incrementAndGet();
          out.write(chunk);
          return true;
        });
  }

  private static Reply breaks() {
    return Reply.of(
        200,
        "text/plain",
        out -> {
          throw new IllegalStateException("in the middle");
        });
  }

  InetSocketAddress address() {
    return server.address();
  }

  void advance(long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  Peer peer() throws IOException {
    return new Peer(address());
  }

  Peer peer(String bytes) throws IOException {
    return Peer.of(address(), bytes);
  }

  /** Asks as a well-behaved client does. */
  String ask(String path) throws IOException {
    try (Peer peer = peer("GET " + path + " HTTP/1.0\r\n\r\n")) {
      return peer.rest();
    }
  }

  private CompletableFuture<Reply> late(Request request) {
    lateAsked.incrementAndGet();
    return late;
  }

  /** Returns when nothing more is made of replies that are not read. */
  void settle() throws IOException {
    long before = -1;
    while (pieces.get() != before) {
      before = pieces.get();
      for (int i = 0; i < 50; i++) {
        ask("/ok");
      }
    }
  }

  private static Reply ok() {
    return Reply.text(200, "ok");
  }

  private static Reply large() {
    return Reply.of(200, "text/plain", new byte[100_000]);
  }

  private static Reply bug(Request request) {
    throw new IllegalStateException("nobody thought of this");
  }

  private static Reply parts(Request request) {
    return Reply.text(200, request.part("one") + " " + request.part("rest"));
  }

  @Override
  public void close() {
    server.close();
  }
}
