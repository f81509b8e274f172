package io.kald.agent.store;

import io.kald.agent.bus.EventDispatch;
import io.kald.agent.bus.Sink;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes every event as a line of JSON. Lines that cannot be written are counted, and one line says
 * so as soon as it can be written itself.
 */
public final class JournalSink implements Sink {
  private static final int WRITE_BYTES = 64 * 1024;
  private static final String QUEUE_FULL = "the journal was too slow";

  // deps
  private final NanoClock clock;
  private final WallClock wall;
  private final JournalFigures figures = new JournalFigures();
  private final LineBuffer buffer = new LineBuffer();
  private final LineWriter out = new LineWriter(buffer);
  private final EventDispatch dispatch = new EventDispatch(new EventLines(out));
  private final Journal journal;
  private final JournalOptions.Probes probes;

  // state
  private final Queue<Consumer<LineWriter>> notes = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Consumer<LineWriter> stop;
  private long lost;
  private long lostTold;
  private String lostBy = "";
  private boolean batchOpen;

  /** A journal that opens its first file when it has a first line. */
  public JournalSink(JournalOptions options, NanoClock clock, WallClock wall) {
    this.clock = clock;
    this.wall = wall;
    this.journal = new Journal(options, clock, wall, figures);
    this.probes = options.probes();
  }

  /**
   * Takes the directory for this process; to be called before the first event.
   *
   * @throws JournalInUseException when another kald writes there
   */
  public void claim() throws JournalInUseException {
    journal.claim();
  }

  /** What it did so far; any thread. */
  public JournalFigures figures() {
    return figures;
  }

  /** Notes that the daemon started. Any thread. */
  public void started(String version, String configDigest) {
    long now = clock.nanoTime();
    notes.add(
        to ->
            to.line(
                JournalLine.START,
                now,
                f -> f.text("version", version).text("config_digest", configDigest)));
  }

  /** Notes that a configuration was read again, or why it was not taken. Any thread. */
  public void reloaded(boolean ok, String configDigest, List<String> problems) {
    long now = clock.nanoTime();
    notes.add(
        to ->
            to.line(
                JournalLine.RELOAD,
                now,
                f ->
                    f.flag("ok", ok)
                        .text("config_digest", configDigest)
                        .texts("problems", problems)));
  }

  /**
   * Notes that the daemon is about to stop; the line is the journal's last, behind every event that
   * still waits for this sink. Any thread; call it before the bus is closed.
   */
  public void stopping(String reason) {
    long now = clock.nanoTime();
    stop = to -> to.line(JournalLine.STOP, now, f -> f.text("reason", reason));
  }

  @Override
  public void accept(ProbeEvent event) {
    if (!probes.wants(event)) {
      return;
    }
    if (!begin()) {
      lose(1, journal.cause());
      return;
    }
    dispatch.accept(event);
    if (buffer.size() >= WRITE_BYTES) {
      write();
    }
  }

  @Override
  public void lost(long count) {
    lose(count, QUEUE_FULL);
  }

  @Override
  public void flush() {
    if ((!notes.isEmpty() || lost > 0) && begin()) {
      writeNotes();
    }
    if (buffer.size() > 0) {
      write();
    }
    batchOpen = false;
  }

  @Override
  public void close() throws IOException {
    Consumer<LineWriter> last = stop;
    if (last != null) {
      notes.add(last);
    }
    flush();
    journal.close();
  }

  /** Prepares a batch: both clocks are read once, and what was lost is told first. */
  private boolean begin() {
    if (batchOpen) {
      return true;
    }
    if (!journal.ready()) {
      return false;
    }
    batchOpen = true;
    out.anchor(TimeAnchor.of(clock, wall));
    if (lost > 0) {
      long count = lost;
      String by = lostBy;
      out.line(JournalLine.LOST, clock.nanoTime(), f -> f.number("lines", count).text("cause", by));
      lostTold = count;
    }
    writeNotes();
    return true;
  }

  private void writeNotes() {
    for (Consumer<LineWriter> note = notes.poll(); note != null; note = notes.poll()) {
      note.accept(out);
    }
  }

  private void write() {
    int lines = buffer.lines();
    int gone = journal.write(buffer);
    if (lostTold > 0 && gone < lines) {
      // The line that tells of lost ones is always the first.
      lost -= lostTold;
    } else if (lostTold > 0) {
      gone--;
    }
    lostTold = 0;
    if (gone > 0) {
      lose(gone, journal.cause());
    }
    batchOpen &= journal.ready();
  }

  private void lose(long count, String cause) {
    lost += count;
    lostBy = cause;
    figures.lost(count);
  }
}
