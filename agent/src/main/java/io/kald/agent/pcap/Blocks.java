package io.kald.agent.pcap;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.ZipException;

/**
 * A window that moves over the bytes of a capture. Files are read in blocks and not mapped: it
 * costs the same, the window stays in the processor's cache, a file that shrinks meanwhile is
 * merely short, and pipes and packed files take the same way.
 */
final class Blocks {
  static final int SIZE = 1 << 19;

  /** Read at a time, bytes: what was read is still in the cache nearest to memory when decoded. */
  private static final int READ = 1 << 18;

  // deps
  private final ReadableByteChannel channel;
  private final Runnable moved;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE);
  private final ByteBuffer swapped = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);

  // state
  private int at;
  private int end;
  private long before;
  private boolean ended;
  private boolean torn;

  /**
   * A window at the start.
   *
   * @param moved told after each block
   */
  Blocks(ReadableByteChannel channel, Runnable moved) {
    this.channel = channel;
    this.moved = moved;
  }

  /** The window in network byte order; its limit means nothing. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The window in the given order. */
  ByteBuffer bytes(ByteOrder order) {
    return order == ByteOrder.BIG_ENDIAN ? bytes : swapped;
  }

  /** Index in the window of what comes next. */
  int at() {
    return at;
  }

  /** Index in the window behind the last byte that is there. */
  int end() {
    return end;
  }

  /** How many bytes of the capture are before {@link #at}. */
  long offset() {
    return before + at;
  }

  /** Whether bytes are left when {@link #has} said that there are not enough. */
  boolean hasRest() {
    return at < end;
  }

  /** Whether the packing of the file is broken where its bytes end. */
  boolean torn() {
    return torn;
  }

  /**
   * Brings the next bytes into the window.
   *
   * @param count at most {@link #SIZE}
   * @return whether there are as many
   */
  boolean has(int count) throws IOException {
    return end - at >= count || fill(count);
  }

  /** Takes all that is in the window out of it. */
  byte[] taken() {
    byte[] taken = new byte[end - at];
    bytes.get(at, taken);
    at = end;
    return taken;
  }

  /** Goes on behind bytes that {@link #has} brought in. */
  void advance(int count) {
    at += count;
  }

  /** Goes on behind bytes that may be many; whether there were as many. */
  boolean skip(long count) throws IOException {
    long left = count;
    while (left > end - at) {
      left -= end - at;
      at = end;
      if (!fill(1)) {
        return false;
      }
    }
    at += (int) left;
    return true;
  }

  private boolean fill(int count) throws IOException {
    bytes.limit(end).position(at);
    bytes.compact();
    before += at;
    end -= at;
    at = 0;
    bytes.limit(Math.min(SIZE, end + Math.max(count, READ)));
    while (end < count && !ended) {
      ended = !read();
      end = bytes.position();
    }
    bytes.clear();
    moved.run();
    return end >= count;
  }

  private boolean read() throws IOException {
    try {
      return channel.read(bytes) >= 0;
    } catch (ZipException | EOFException e) {
      torn = true;
      return false;
    }
  }
}
