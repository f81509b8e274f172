package io.kald.agent.store;

import io.kald.agent.text.ErrorText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
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

  private final Path directory;
  private final Path file;
  private @Nullable FileChannel channel;
  private @Nullable Object inode;
  private boolean impossible;

  JournalLock(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(NAME);
  }

  /**
   * Makes the directory and takes the lock, unless that is done and holds.
   *
   * @throws JournalInUseException when another process has it
   * @throws IOException when the directory cannot be made
   */
  void take() throws IOException {
    if (channel != null && Objects.equals(inode, inode())) {
      return;
    }
    close();
    Files.createDirectories(directory);
    if (!impossible) {
      lock();
    }
  }

  private void lock() throws IOException {
    FileChannel opened = null;
    try {
      opened =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
      Object before = inode();
      FileLock lock = opened.tryLock();
      // Replaced meanwhile it would be a lock of a file that nobody else finds.
      if (lock != null && before != null && before.equals(inode())) {
        channel = opened;
        inode = before;
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Held by another journal of this process.
    } catch (IOException e) {
      withoutLock(e);
      return;
    } finally {
      if (opened != null && channel == null) {
        opened.close();
      }
    }
    throw new JournalInUseException(directory);
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

  /** Some file systems have no locks, and a lock of another user's cannot be opened. */
  private void withoutLock(IOException e) {
    impossible = true;
    LOG.warn(
        "journal {}: cannot be locked against a second kald: {}", directory, ErrorText.withFile(e));
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
