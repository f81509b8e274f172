package io.kald.agent.http;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to a request. Immutable, but for what its pieces hold.
 *
 * @param status an HTTP status
 * @param contentType with its parameters
 * @param headers besides those that every reply has
 * @param body its content
 */
public record Reply(int status, String contentType, Map<String, String> headers, Body body) {
  private static final String TEXT = "text/plain; charset=utf-8";

  /** Takes a copy of the headers. */
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** A sentence, or some lines, without the last line end. */
  public static Reply text(int status, String sentence) {
    return of(status, TEXT, (sentence + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that are there already. */
  public static Reply of(int status, String contentType, byte[] bytes) {
    return new Reply(status, contentType, Map.of(), new Bytes(bytes));
  }

  /** Pieces that are made while the client reads. */
  public static Reply of(int status, String contentType, Pieces pieces) {
    return new Reply(status, contentType, Map.of(), new Streamed(pieces));
  }

  /** This reply with a header more. */
  public Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, more, body);
  }

  /** This reply with another status. */
  public Reply as(int otherStatus) {
    return new Reply(otherStatus, contentType, headers, body);
  }

  /** The content. Another kind, such as a stream of events, is another permitted type. */
  public sealed interface Body permits Bytes, Streamed {
    /** The content as pieces. */
    Pieces pieces();

    /** Bytes of memory that it takes while it waits for the client. */
    long cost();
  }

  /** Content that is there already. */
  static final class Bytes implements Body {
    private static final int PIECE = 32 << 10;

    private final byte[] all;

    Bytes(byte[] all) {
      this.all = all;
    }

    byte[] all() {
      return all;
    }

    @Override
    public Pieces pieces() {
      return new Pieces() {
        private int at;

        @Override
        public boolean next(OutputStream out) throws java.io.IOException {
          int length = Math.min(PIECE, all.length - at);
          out.write(all, at, length);
          at += length;
          return at < all.length;
        }
      };
    }

    @Override
    public long cost() {
      return all.length;
    }
  }

  /** Content that is made while the client reads. */
  record Streamed(Pieces pieces) implements Body {
    /** A large piece, what is being zipped, and what waits in the channel. */
    private static final long COST = 512 << 10;

    @Override
    public long cost() {
      return COST;
    }
  }
}
