package io.kald.agent.trace;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be read.
 *
 * @param traces files and directories; {@code NODE=} ahead of one names its node
 * @param journal directory of kald's journal; null: none
 * @param zone of the traces' times
 * @param date of the traces' first line; null: the one that fits the journal best
 * @param toleranceMillis how far the two clocks may be apart
 * @param phones services of the journal, and the device each of them registers as
 */
public record TraceOptions(
    List<String> traces,
    @Nullable Path journal,
    ZoneId zone,
    @Nullable LocalDate date,
    long toleranceMillis,
    Map<String, String> phones) {
  /** Copies list and map. */
  public TraceOptions {
    traces = List.copyOf(traces);
    phones = Map.copyOf(phones);
  }

  /** Traces alone, in this machine's zone. */
  public static TraceOptions of(List<String> traces) {
    return new TraceOptions(traces, null, ZoneId.systemDefault(), null, 2_000, Map.of());
  }
}
