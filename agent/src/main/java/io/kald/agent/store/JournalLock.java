package io.kald.agent.store;

import io.kald.agent.text.ErrorText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write into a journal's directory: of one process, until it ends. The kernel gives it
 * back when the process is killed. It is a right to what the name leads to: where the directory or
 * the lock's file was moved, removed or made anew, it is to be taken again. Confined to one thread
 * at a time.
 */
final class JournalLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalLock.class);
  private static final String NAME = "kald.lock";

  /** ENOLCK, EOPNOTSUPP and ENOSYS, in the words of every Linux. */
  private static final Set<String> NO_LOCKS =
      Set.of("No locks available", "Operation not supported", "Function not implemented");

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path directory;
  private final Path file;
  private @Nullable FileChannel channel;
  private @Nullable Object inode;
  private boolean impossible;
  private long lookNextNanos;

  JournalLock(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(NAME);
  }

  /**
   * Makes the directory and takes the lock, unless that is done and holds. On a file system that
   * has no locks it returns without one, and tries again a second later: some have none for a while
   * only.
   *
   * @throws JournalInUseException when another process has it
   * @throws IOException when the directory or the lock's file cannot be made or opened: nothing may
   *     be written, for another process may have the lock
   */
  void take(long nowNanos) throws IOException {
    if (channel != null && Objects.equals(inode, inode())) {
      return;
    }
    close();
    Files.createDirectories(directory);
    if (!impossible || nowNanos - lookNextNanos >= 0) {
      lookNextNanos = nowNanos + RETRY_NANOS;
      lock();
    }
  }

  private void lock() throws IOException {
    FileChannel opened =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    try {
      Object before = inode();
      boolean locked = locked(opened);
      // Replaced meanwhile it would be a lock of a file that nobody else finds.
      if (locked && before != null && before.equals(inode())) {
        channel = opened;
        inode = before;
      }
      if (channel == null && (locked || !impossible)) {
        throw new JournalInUseException(directory);
      }
    } finally {
      if (channel == null) {
        opened.close();
      }
    }
  }

  /** Whether the kernel gave it; notes where there are no locks at all. */
  private boolean locked(FileChannel opened) throws IOException {
    try {
      boolean locked = opened.tryLock() != null;
      foundLocks();
      return locked;
    } catch (OverlappingFileLockException e) {
      // Held by another journal of this process.
      foundLocks();
      return false;
    } catch (IOException e) {
      if (!hasNone(e)) {
        throw e;
      }
      if (!impossible) {
        LOG.warn(
            "journal {}: cannot be locked against a second kald: {}", directory, ErrorText.of(e));
      }
      impossible = true;
      return false;
    }
  }

  private void foundLocks() {
    if (impossible) {
      LOG.info("journal {}: can be locked against a second kald again", directory);
    }
    impossible = false;
  }

  /** Whether a file system has said that it has no locks; anything else may pass. */
  static boolean hasNone(IOException e) {
    return NO_LOCKS.contains(String.valueOf(e.getMessage()));
  }

  /** What the name leads to; null: nothing that can be found. */
  private @Nullable Object inode() {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      // Moved or removed, with its directory or alone.
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
