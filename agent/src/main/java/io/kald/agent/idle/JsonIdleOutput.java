package io.kald.agent.idle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * For programs: one JSON object a line, {@code "event":"held"} for each connection and {@code
 * "event":"summary"} at the end. Spans are seconds.
 */
public final class JsonIdleOutput implements IdleOutput {
  private static final JsonFactory JSON = new JsonFactory();
  private static final double SECOND = 1e9;

  // deps
  private final PrintWriter out;
  private final IdlePlan plan;

  /** Writes to {@code out}. */
  public JsonIdleOutput(PrintWriter out, IdlePlan plan) {
    this.out = out;
    this.plan = plan;
  }

  @Override
  public void begin(IdlePlan begun, long mostNanos) {
    line(
        "begin",
        json -> {
          json.writeNumberField("max", begun.maxNanos() / SECOND);
          json.writeNumberField("resolution", begun.resolutionNanos() / SECOND);
          json.writeNumberField("parallel", begun.parallel());
          json.writeNumberField("takes_at_most", mostNanos / SECOND);
        });
  }

  @Override
  public void round(int number, List<Long> times) {
    // Programs see the connections themselves.
  }

  @Override
  public void held(Held held) {
    line(
        "held",
        json -> {
          json.writeNumberField("planned", held.plannedNanos() / SECOND);
          json.writeNumberField("idle", held.idleNanos() / SECOND);
          json.writeStringField("fate", held.fate().word());
          json.writeNumberField("source_port", held.sourcePort());
          json.writeStringField("detail", held.detail());
        });
  }

  @Override
  public void end(Finding found) {
    line(
        "summary",
        json -> {
          json.writeStringField("fate", found.fate().word());
          json.writeNumberField("kept", found.keptNanos() / SECOND);
          json.writeNumberField("dead", found.deadNanos() / SECOND);
          json.writeNumberField("kept_longer", found.keptLongerNanos() / SECOND);
          json.writeBooleanField("complete", found.complete());
          json.writeStringField("default_of", Words.known(found));
          json.writeStringField("words", Words.finding(plan, found));
        });
  }

  private void line(String event, Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("event", event);
      json.writeStringField("target", plan.target());
      json.writeStringField("address", plan.address());
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(text);
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
