package io.kald.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One open file that ends with a whole line, whatever happens. Confined to the journal's thread.
 */
final class JournalFile implements AutoCloseable {
  // deps
  private final Path path;
  private final FileChannel channel;
  private final long openedNanos;

  // state
  private long size;

  JournalFile(Path path, long openedNanos) throws IOException {
    this.path = path;
    this.openedNanos = openedNanos;
    this.channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.size = channel.size();
  }

  long size() {
    return size;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - openedNanos;
  }

  /** Whether the file is still where it was made: somebody may have moved or deleted it. */
  boolean inPlace() {
    return Files.exists(path);
  }

  /**
   * Writes whole lines and takes them out of the buffer. When it cannot, the lines that fit are in
   * the file and the others still in the buffer.
   */
  void write(LineBuffer lines) throws IOException {
    ByteBuffer bytes = lines.content();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } finally {
      int whole = lines.wholeLines(bytes.position());
      size += whole;
      lines.drop(whole);
      if (whole < bytes.position()) {
        channel.truncate(size);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
