package io.kald.agent.advise;

import io.kald.agent.store.JournalEntries;
import io.kald.agent.store.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What kald's own phones met: a sample for each KeepAlive of a group's active link. TCP's
 * acknowledgement is an answer of the path too; a KeepAlive that ended with the connection, or of
 * which this transport cannot tell whether it arrived, says nothing about the path and is none.
 */
public final class JournalSamples {
  // state
  private final SortedMap<String, GroupSamples> groups = new TreeMap<>();
  private int count;

  private JournalSamples() {}

  /**
   * Reads a journal's directory, or one file of it.
   *
   * @return samples by group, those with few and without any answer among them; empty when the
   *     journal knows no phone
   * @throws UnreadableException when there are too many
   * @throws IOException when it cannot be read
   */
  public static SortedMap<String, Samples> read(Path directoryOrFile)
      throws UnreadableException, IOException {
    JournalSamples samples = new JournalSamples();
    try {
      JournalEntries.read(directoryOrFile, samples::entry);
    } catch (Slots.TooManyException e) {
      throw new UnreadableException(
          directoryOrFile + ": " + e.getMessage() + "; give one file of the journal");
    }
    SortedMap<String, Samples> read = new TreeMap<>();
    samples.groups.forEach((name, group) -> read.put(name, group.samples()));
    return read;
  }

  /**
   * Advice needs samples enough, and answers among them.
   *
   * @throws UnreadableException when it cannot be given
   */
  public static Advice advise(Samples samples) throws UnreadableException {
    if (samples.count() < PingFile.LEAST) {
      throw new UnreadableException(
          "too few samples: " + samples.count() + " (expected: " + PingFile.LEAST + " or more)");
    }
    if (samples.sorted().length == 0) {
      throw new UnreadableException(
          "none was answered of "
              + samples.count()
              + "; with journal.probes: failures a journal keeps only those without answer");
    }
    return Advice.on(samples);
  }

  private void entry(JournalEntry entry) {
    if (entry.event().equals("start")) {
      // The monotonic clock of another run: its times mean other moments.
      groups.values().forEach(GroupSamples::newRun);
    }
    if (!entry.event().equals("sccp-keepalive") || !entry.text("link").equals("active")) {
      return;
    }
    GroupSamples group = groups.computeIfAbsent(entry.text("group"), name -> new GroupSamples());
    long rttNanos = entry.spanNanos("rtt", Samples.LOST);
    boolean lost = rttNanos < 0 && entry.text("verdict").equals("not-acked");
    if (rttNanos < 0 && !lost) {
      return;
    }
    count +=
        group.take(Map.entry(entry.text("node"), entry.number("sent_mono", 0)), rttNanos) ? 1 : 0;
    if (count > Slots.MOST) {
      throw new Slots.TooManyException();
    }
  }
}
