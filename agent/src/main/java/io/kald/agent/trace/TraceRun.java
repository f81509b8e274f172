package io.kald.agent.trace;

import io.kald.agent.text.ErrorText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads traces, and lays kald's journal beside them. */
public final class TraceRun {
  // deps
  private final TraceOptions options;
  private final TraceReport report = new TraceReport();

  private TraceRun(TraceOptions options) {
    this.options = options;
  }

  /**
   * Reads everything; a file that cannot be read is named in the report.
   *
   * @throws IOException when the journal cannot be read
   */
  public static TraceReport read(TraceOptions options) throws IOException {
    TraceRun run = new TraceRun(options);
    Path journal = options.journal();
    if (journal != null) {
      run.report.journal(KaldJournal.read(journal, options.phones()));
    }
    for (TraceStream stream : run.streams()) {
      run.read(stream);
    }
    run.report.ledger().nameTheUnnamed();
    return run.report;
  }

  private List<TraceStream> streams() {
    Map<String, List<Path>> byNode = new LinkedHashMap<>();
    for (String word : options.traces()) {
      try {
        for (TraceStream stream : TraceStream.of(word)) {
          byNode.computeIfAbsent(stream.node(), n -> new ArrayList<>()).addAll(stream.files());
        }
      } catch (IOException e) {
        report.unreadableFiles().add(word + ": " + ErrorText.of(e));
      }
    }
    return byNode.entrySet().stream()
        .map(each -> new TraceStream(each.getKey(), each.getValue()))
        .toList();
  }

  private void read(TraceStream stream) {
    try {
      Span span = span(stream);
      Instant midnight = midnight(stream.node(), span);
      if (midnight != null) {
        report.midnights().put(stream.node(), midnight);
      }
      DayClock clock = new DayClock();
      report.strays(stream.read(record -> take(stream.node(), midnight, clock, record)));
      report.ledger().end(stream.node(), Math.max(0, span.last));
      KaldJournal journal = report.journal();
      if (journal != null && midnight != null && span.first >= 0) {
        long start = midnight.toEpochMilli() + span.first + options.toleranceMillis();
        long end = midnight.toEpochMilli() + span.last - options.toleranceMillis();
        journal.at(stream.node()).values().forEach(says -> says.ended(start, end));
      }
    } catch (IOException e) {
      report.unreadableFiles().add(stream.node() + ": " + why(stream, e));
    } catch (UncheckedIOException e) {
      report.unreadableFiles().add(stream.node() + ": " + ErrorText.of(e));
    }
  }

  /** Names the file where a node has several. */
  private static String why(TraceStream stream, IOException e) {
    return stream.files().size() == 1 ? ErrorText.of(e) : ErrorText.withFile(e);
  }

  private void take(String node, @Nullable Instant midnight, DayClock clock, String record) {
    TraceLine line = TraceParser.read(record);
    report.count(line != null, line == null && TraceParser.concerns(record));
    long at = clock.at(line == null ? TraceParser.millis(record) : line.millis());
    if (line == null) {
      return;
    }
    String device = report.ledger().accept(node, at, line);
    KaldJournal journal = report.journal();
    if (journal == null || midnight == null || device.isEmpty()) {
      return;
    }
    KaldSays says = journal.says(node, device, device.indexOf(':') < 0);
    if (says != null && line instanceof TraceLine.KeepAlive keepAlive) {
      says.logged(
          midnight.toEpochMilli() + at,
          keepAlive.backup(),
          keepAlive.link().port(),
          options.toleranceMillis());
    }
  }

  /** From the first to the last time of a stream; -1: it has none. */
  private static final class Span {
    private final DayClock clock = new DayClock();
    private long first = -1;
    private long last = -1;

    void take(String record) {
      int millis = TraceParser.millis(record);
      if (millis != TraceLine.NO_TIME) {
        long at = clock.at(millis);
        first = first < 0 ? at : first;
        last = Math.max(last, at);
      }
    }
  }

  private static Span span(TraceStream stream) throws IOException {
    Span span = new Span();
    stream.read(span::take);
    return span;
  }

  /** The midnight before the first line: as told, or so that traces and journal overlap most. */
  private @Nullable Instant midnight(String node, Span span) {
    LocalDate told = options.date();
    if (told != null) {
      return midnight(told);
    }
    KaldJournal journal = report.journal();
    if (journal == null || journal.at(node).isEmpty() || span.first < 0) {
      return null;
    }
    long from = journal.at(node).values().stream().mapToLong(KaldSays::firstMillis).min().orElse(0);
    long to = journal.at(node).values().stream().mapToLong(KaldSays::lastMillis).max().orElse(0);
    LocalDate around = Instant.ofEpochMilli(from).atZone(options.zone()).toLocalDate();
    Instant best = midnight(around);
    long most = Long.MIN_VALUE;
    for (int days = -1 - (int) (span.last / DayClock.DAY_MILLIS); days <= 1; days++) {
      Instant candidate = midnight(around.plusDays(days));
      long start = candidate.toEpochMilli() + span.first;
      long end = candidate.toEpochMilli() + span.last;
      long overlap = Math.min(end, to) - Math.max(start, from);
      if (overlap > most) {
        most = overlap;
        best = candidate;
      }
    }
    return best;
  }

  private Instant midnight(LocalDate date) {
    return date.atStartOfDay(options.zone()).toInstant();
  }
}
