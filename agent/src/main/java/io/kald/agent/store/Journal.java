package io.kald.agent.store;

import io.kald.agent.text.ErrorText;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings lines to disk: opens, rolls and reopens files, and gives up lines rather than wait.
 * Confined to the journal's thread.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final JournalOptions options;
  private final NanoClock clock;
  private final WallClock wall;
  private final JournalFigures figures;

  private final JournalLock lock;
  private final JournalRoom room;

  // state
  private @Nullable JournalFile file;
  private String cause = "";
  private long lookNextNanos;

  Journal(JournalOptions options, NanoClock clock, WallClock wall, JournalFigures figures) {
    this.options = options;
    this.clock = clock;
    this.wall = wall;
    this.figures = figures;
    this.lock = new JournalLock(options.directory());
    this.room = new JournalRoom(options);
    this.lookNextNanos = clock.nanoTime();
  }

  /**
   * Takes the directory for this process. That it cannot be made is found out again, and counted,
   * when there is a line to write.
   */
  void claim() throws JournalInUseException {
    try {
      lock.take(clock.nanoTime());
    } catch (JournalInUseException e) {
      throw e;
    } catch (IOException e) {
      LOG.warn("journal {}: {}", options.directory(), why(e));
    }
  }

  /** With the file it was about, unless that is the directory, which the line names anyway. */
  private String why(IOException e) {
    if (e instanceof JournalInUseException) {
      return JournalInUseException.THERE;
    }
    String directory = options.directory() + ": ";
    String text = ErrorText.withFile(e);
    return text.startsWith(directory) ? text.substring(directory.length()) : text;
  }

  /** Why lines were lost last. */
  String cause() {
    return cause;
  }

  /** Whether a write may be tried now: after a failure it is tried once a second. */
  boolean ready() {
    return cause.isEmpty() || clock.nanoTime() - lookNextNanos >= 0;
  }

  /** Writes the buffer's lines or loses them; returns how many were lost. */
  int write(LineBuffer lines) {
    int count = lines.lines();
    int bytes = lines.size();
    try {
      open().write(lines);
      recovered();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
    int gone = lines.lines();
    figures.wrote(count - gone, bytes - lines.size());
    lines.cut(0);
    return gone;
  }

  /** Closes the file, waits until old ones are gone, and leaves the directory to others. */
  void close() throws IOException {
    try {
      leave();
    } finally {
      room.await();
      lock.close();
    }
  }

  private void leave() throws IOException {
    JournalFile old = file;
    file = null;
    if (old != null) {
      old.close();
    }
  }

  /** The file to write to: a new one when there is none, or when the old one is full or gone. */
  private JournalFile open() throws IOException {
    long now = clock.nanoTime();
    lock.take(now);
    if (file != null && !cause.isEmpty() && file.inPlace()) {
      checkRoom(file);
    }
    if (file != null && full(file, now)) {
      leave();
    } else if (file != null && !file.inPlace()) {
      follow(file, now);
    }
    if (file == null) {
      Path path = JournalFiles.fresh(options.directory(), wall.now());
      file = JournalFile.create(path, now);
      room.make(path, wall.now());
    }
    return file;
  }

  /** The last page of a file takes a line or two more while the disk is as full as before. */
  private static void checkRoom(JournalFile failed) throws IOException {
    if (Files.getFileStore(failed.path()).getUsableSpace() == 0) {
      throw new IOException("No space left on device");
    }
  }

  private boolean full(JournalFile current, long now) {
    return current.size() >= options.rollBytes() || current.ageNanos(now) >= options.rollNanos();
  }

  /** Goes on where the name leads now; looked at before each write, for the other file may go. */
  private void follow(JournalFile moved, long now) throws IOException {
    Path path = moved.path();
    leave();
    try {
      file = JournalFile.usable(path) ? JournalFile.append(path, now) : null;
    } catch (IOException e) {
      LOG.warn("journal {}: {}; goes on in a file of its own", path, ErrorText.of(e));
    }
  }

  /** The file stays: whole lines are in it, and a new one would be as empty as the disk is full. */
  private void failed(Exception e) {
    figures.failed();
    String reason = e instanceof IOException io ? why(io) : ErrorText.ofFault(e);
    if (cause.isEmpty()) {
      LOG.warn("journal {}: {}; lines are lost until it works again", options.directory(), reason);
    }
    cause = reason;
    lookNextNanos = clock.nanoTime() + RETRY_NANOS;
  }

  private void recovered() {
    if (!cause.isEmpty()) {
      LOG.info("journal {}: works again", options.directory());
      figures.recovered();
      cause = "";
    }
  }
}
