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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write into a journal's directory: of one process, until it ends. The kernel gives it
 * back when the process is killed. Confined to one thread at a time.
 */
final class JournalLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalLock.class);
  private static final String NAME = "kald.lock";

  private final Path directory;
  private @Nullable FileChannel channel;
  private boolean impossible;

  JournalLock(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the directory and takes the lock, unless that is done.
   *
   * @throws JournalInUseException when another process has it
   * @throws IOException when the directory cannot be made
   */
  void take() throws IOException {
    Files.createDirectories(directory);
    if (channel != null || impossible) {
      return;
    }
    FileChannel opened = null;
    try {
      opened =
          FileChannel.open(
              directory.resolve(NAME),
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
      FileLock lock = opened.tryLock();
      if (lock != null) {
        channel = opened;
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
