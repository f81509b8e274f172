package io.kald.agent.witness;

import com.sun.jna.Native;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A pipe into which libpcap writes packets, in the words of a capture file, and out of which they
 * are read without ever waiting. One thread reads.
 *
 * <p>This is a tenth of what it costs to have libpcap call Java for each packet.
 */
final class PacketPipe implements Closeable {
  /** Where a process finds its own descriptors by name. */
  private static final String DESCRIPTORS = "/dev/fd/";

  /** As much as any process may ask for. */
  private static final int ROOM = 1 << 20;

  private static final int SET_PIPE_SIZE = 1031;

  /** A packet is 262,144 bytes at most. */
  private static final int WINDOW = 1 << 19;

  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int NANOS_MAGIC = 0xA1B23C4D;
  private static final long SECOND = 1_000_000_000;
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  // deps
  private final FileInputStream in;
  private final FileChannel channel;
  private final int writeEnd;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(WINDOW);
  private final ByteBuffer headers = bytes.duplicate().order(ByteOrder.nativeOrder());

  // state
  private int at;
  private int end;
  private long unit;
  private @Nullable RawPacket head;

  private PacketPipe(int readEnd, int writeEnd) throws IOException {
    this.writeEnd = writeEnd;
    this.in = new FileInputStream(DESCRIPTORS + readEnd);
    this.channel = in.getChannel();
  }

  /**
   * Makes one.
   *
   * @throws IOException when the process has no descriptor left, or no {@code /dev/fd}
   */
  static PacketPipe open() throws IOException {
    int[] ends = new int[2];
    if (Posix.pipe(ends) != 0) {
      throw new IOException("pipe: error " + Native.getLastError());
    }
    // Refused where somebody has set narrower limits; then it has the usual room.
    Posix.fcntl(ends[1], SET_PIPE_SIZE, ROOM);
    try {
      return new PacketPipe(ends[0], ends[1]);
    } catch (IOException e) {
      Posix.close(ends[1]);
      throw e;
    } finally {
      Posix.close(ends[0]);
    }
  }

  /** The file to write to, until {@link #begun}. */
  String path() {
    return DESCRIPTORS + writeEnd;
  }

  /** Somebody has opened {@link #path}: the pipe ends when it is closed there. */
  void begun() {
    Posix.close(writeEnd);
  }

  /**
   * The oldest packet that waits, left where it is; null when there is none. Its bytes are valid
   * until the next one is asked for.
   */
  @Nullable RawPacket peek() throws IOException {
    if (head == null) {
      head = next();
    }
    return head;
  }

  /** Takes what {@link #peek} returned. */
  void take() {
    head = null;
  }

  private @Nullable RawPacket next() throws IOException {
    if (unit == 0) {
      if (!has(FILE_HEADER)) {
        return null;
      }
      unit = headers.getInt(at) == NANOS_MAGIC ? 1 : 1000;
      at += FILE_HEADER;
    }
    if (!has(RECORD_HEADER)) {
      return null;
    }
    int captured = headers.getInt(at + 8);
    if (!has(RECORD_HEADER + captured)) {
      return null;
    }
    long atNanos =
        (headers.getInt(at) & UNSIGNED) * SECOND + (headers.getInt(at + 4) & UNSIGNED) * unit;
    int from = at + RECORD_HEADER;
    int wireLength = headers.getInt(at + 12);
    at = from + captured;
    return new RawPacket(atNanos, wireLength, bytes.slice(from, captured));
  }

  /** Brings in what is there already; whether that is enough. */
  private boolean has(int count) throws IOException {
    if (end - at >= count) {
      return true;
    }
    int there = in.available();
    if (there == 0) {
      return false;
    }
    bytes.limit(end).position(at);
    bytes.compact();
    end -= at;
    at = 0;
    bytes.limit(Math.min(WINDOW, end + there));
    channel.read(bytes);
    end = bytes.position();
    bytes.clear();
    return end >= count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** What Java lacks to make a pipe that others can open. */
  private static final class Posix {
    static {
      Native.register(Posix.class, "c");
    }

    private Posix() {}

    /** pipe(2). */
    static native int pipe(int[] ends);

    /** fcntl(2) with a number. */
    static native int fcntl(int descriptor, int command, int argument);

    /** close(2). */
    static native int close(int descriptor);
  }
}
