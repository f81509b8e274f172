package io.kald.agent.example;

import io.kald.probe.kind.ProbeKind;
import io.kald.probe.kind.ProbeLoop;
import io.kald.probe.kind.ProbeTypes;
import io.kald.probe.kind.Probers;
import io.kald.probe.kind.Target;
import io.kald.schema.Chars;
import io.kald.schema.Key;
import io.kald.schema.KeyValues;
import io.kald.schema.Row;
import io.kald.schema.Types;
import java.util.List;

/** {@code type: example}. */
public final class ExampleKind implements ProbeKind<ExampleSpec> {
  private static final Key<Integer> PORT =
      Key.of("port", ProbeTypes.port(), "7", "Where the server listens.");

  private static final Key<String> GREETING =
      Key.of(
          "greeting",
          Types.text("<word>", "a word", text -> Chars.all(text, Chars::word), "^\\w+$"),
          "hello",
          "What the server must say first.");

  @Override
  public String name() {
    return ExampleSpec.KIND;
  }

  @Override
  public String about() {
    return "a greeting";
  }

  @Override
  public String command() {
    return "Connects to HOST:PORT and waits for a greeting.";
  }

  @Override
  public List<Row<ExampleSpec, ?>> rows() {
    return List.of(
        Row.of(PORT, ExampleSpec::port).always(),
        Row.of(GREETING, ExampleSpec::greeting).option("WORD", "What the server must say."));
  }

  @Override
  public Key<Integer> port() {
    return PORT;
  }

  @Override
  public ExampleSpec read(KeyValues values, Target target) {
    String greeting = values.value(GREETING);
    if (greeting.equals("goodbye")) {
      values.problem(GREETING, "goodbye is no greeting (expected: another word)");
    }
    return new ExampleSpec(
        target.host(), values.value(PORT), greeting, target.family(), target.egress());
  }

  @Override
  public String how(ExampleSpec spec) {
    return ", expecting " + spec.greeting();
  }

  @Override
  public Probers<ExampleSpec> open(ProbeLoop loop) {
    return new ExampleProbers(loop);
  }
}
