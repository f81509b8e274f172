package io.kald.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One open file that ends with a whole line, whatever happens. Confined to the journal's thread.
 */
final class JournalFile implements AutoCloseable {
  /** Names, addresses and reasons are for the owner and the group, as other logs are. */
  private static final FileAttribute<?>[] MODE = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
  };

  private static final int WHOLE = -1;

  // deps
  private final Path path;
  private final FileChannel channel;
  private final @Nullable Object inode;
  private final long openedNanos;

  // state
  private long size;

  /** Where a line that could not be completed begins; it is cut off before anything follows. */
  private long tornAt = WHOLE;

  private JournalFile(Path path, FileChannel channel, long openedNanos) throws IOException {
    this.path = path;
    this.channel = channel;
    this.openedNanos = openedNanos;
    this.inode = attributes(path).fileKey();
    this.size = channel.size();
  }

  /** Makes a file that is not there yet. */
  static JournalFile create(Path path, long nowNanos) throws IOException {
    return open(path, nowNanos, StandardOpenOption.CREATE_NEW);
  }

  /** Whether a file that somebody has put in a journal file's place can be written on. */
  static boolean usable(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() == 0
          || (channel.read(last, channel.size() - 1) == 1 && last.get(0) == '\n');
    }
  }

  /** Goes on at the end of a file that is there. */
  static JournalFile append(Path path, long nowNanos) throws IOException {
    return open(path, nowNanos);
  }

  private static JournalFile open(Path path, long nowNanos, OpenOption... more) throws IOException {
    Set<OpenOption> options = new HashSet<>(Set.of(more));
    options.add(StandardOpenOption.APPEND);
    options.add(LinkOption.NOFOLLOW_LINKS);
    FileChannel channel = FileChannel.open(path, options, MODE);
    try {
      return new JournalFile(path, channel, nowNanos);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - openedNanos;
  }

  /** Whether the name still leads to this file: somebody may have moved, replaced or deleted it. */
  boolean inPlace() {
    try {
      return Objects.equals(inode, attributes(path).fileKey());
    } catch (IOException e) {
      // Gone, or no longer to be found.
      return false;
    }
  }

  /**
   * Writes whole lines and takes them out of the buffer. When it cannot, the lines that fit are in
   * the file and the others still in the buffer.
   */
  void write(LineBuffer lines) throws IOException {
    cutTorn();
    ByteBuffer bytes = lines.content();
    long before = channel.size();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } finally {
      int whole = lines.wholeLines(bytes.position());
      size += whole;
      lines.drop(whole);
      if (whole < bytes.position()) {
        tornAt = before + whole;
        cutTorn();
      }
    }
  }

  private void cutTorn() throws IOException {
    if (tornAt != WHOLE) {
      channel.truncate(tornAt);
      tornAt = WHOLE;
    }
  }

  /** A file without a line is of no use to anybody, and is taken away. */
  @Override
  public void close() throws IOException {
    boolean empty = channel.size() == 0 && inPlace();
    channel.close();
    if (empty) {
      Files.deleteIfExists(path);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
