package io.kald.agent.ping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kald.probe.FactKey;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.kind.Kinds;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * For programs: one JSON object a line, {@code "event":"probe"} for each probe and {@code
 * "event":"summary"} at the end. Spans are seconds, as in the journal; dates come from one reading
 * of both clocks, so that their distances are those of the monotonic clock.
 */
public final class JsonOutput implements PingOutput {
  private static final JsonFactory JSON = new JsonFactory();

  /** As the journal has them. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  // deps
  private final PrintWriter out;
  private final long monoNanos;
  private final Instant date;

  // state
  private String kind = "";
  private List<FactKey> facts = List.of();
  private String target = "";

  /** Writes to {@code out}; the clocks are read once, now. */
  public JsonOutput(PrintWriter out, NanoClock clock, WallClock wall) {
    this.out = out;
    this.monoNanos = clock.nanoTime();
    this.date = wall.now();
  }

  @Override
  public void begin(PingPlan plan, String address) {
    kind = plan.spec().kind();
    facts = Kinds.named(kind).facts();
    target = plan.spec().target();
  }

  @Override
  public void result(long number, ProbeResult result) {
    line("probe", json -> probe(json, number, result));
  }

  private void probe(JsonGenerator json, long number, ProbeResult result) throws IOException {
    json.writeNumberField("number", number);
    json.writeStringField("address", result.address());
    json.writeNumberField("source_port", result.sourcePort());
    json.writeStringField("due", date(result.dueNanos()));
    json.writeStringField("sent", date(result.sentNanos()));
    json.writeStringField("outcome", result.outcome().word());
    Fields own =
        result
            .outcome()
            .match(
                answered ->
                    to -> {
                      seconds(to, "rtt", answered.rttNanos());
                      if (!result.detail().isEmpty()) {
                        to.writeStringField("detail", result.detail());
                      }
                    },
                rejected ->
                    to -> {
                      seconds(to, "after", rejected.afterNanos());
                      reason(to, rejected.reason(), result.detail());
                    },
                unanswered ->
                    to -> {
                      seconds(to, "after", unanswered.afterNanos());
                      reason(to, Reason.SILENT, "");
                    },
                notProbed -> to -> reason(to, notProbed.reason(), notProbed.detail()));
    own.write(json);
    for (FactKey fact : facts) {
      if (fact.form() == FactKey.Form.COUNT) {
        json.writeNumberField(fact.name(), result.facts().count(fact));
      }
    }
  }

  @Override
  public void end(PingTally tally) {
    line("summary", json -> summary(json, tally));
  }

  private void summary(JsonGenerator json, PingTally tally) throws IOException {
    json.writeNumberField("sent", tally.sent());
    json.writeNumberField("answered", tally.answered());
    counts(json, "rejected", tally.rejectedBy());
    json.writeNumberField("unanswered", tally.unanswered());
    counts(json, "not_probed", tally.notProbedBy());
    json.writeNumberField("skipped", tally.skipped());
    if (facts.contains(FactKey.SYN_RETRANSMITS)) {
      json.writeNumberField(FactKey.SYN_RETRANSMITS.name(), tally.synRetransmits());
    }
    json.writeNumberField("loss", tally.lossPercent() / 100);
    if (tally.answered() > 0) {
      seconds(json, "rtt_min", Math.round(tally.minNanos()));
      seconds(json, "rtt_avg", Math.round(tally.meanNanos()));
      seconds(json, "rtt_max", Math.round(tally.maxNanos()));
      seconds(json, "rtt_mdev", Math.round(tally.deviationNanos()));
    }
    if (facts.contains(FactKey.CLOSED_AT_ONCE)) {
      json.writeNumberField(FactKey.CLOSED_AT_ONCE.name(), tally.closedAtOnce());
    }
  }

  @Override
  public boolean broken() {
    return out.checkError();
  }

  private void line(String event, Fields fields) {
    StringWriter line = new StringWriter(300);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("event", event);
      json.writeStringField("kind", kind);
      json.writeStringField("target", target);
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(line);
  }

  private static void reason(JsonGenerator json, Reason reason, String detail) throws IOException {
    json.writeStringField("reason", reason.label());
    json.writeStringField("detail", detail);
  }

  private static void counts(JsonGenerator json, String name, Map<Reason, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<Reason, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey().label(), count.getValue());
    }
    json.writeEndObject();
  }

  private static void seconds(JsonGenerator json, String name, long nanos) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(BigDecimal.valueOf(nanos, 9).toPlainString());
  }

  private String date(long nanos) {
    return DATE.format(date.plusNanos(nanos - monoNanos));
  }

  /** Writes the fields that are not on every line. */
  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
