package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.Phone;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.keepalive.Evidence;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.keepalive.State;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what the catalogue and the reference say. */
class JournalLineTest {
  private static final Path REFERENCE = Path.of("JOURNAL.md");

  private final ManualTime time = new ManualTime();

  private final Path directory;

  JournalLineTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldWriteTheFieldsOfTheCatalogueInTheirOrder() throws IOException {
    Map<JournalLine, List<String>> written = new EnumMap<>(JournalLine.class);
    for (String line : everyLine()) {
      List<String> fields = fields(line);
      JournalLine kind =
          Arrays.stream(JournalLine.values())
              .filter(k -> line.contains("\"event\":\"" + k.word() + "\""))
              .findFirst()
              .orElseThrow();
      written.put(kind, fields);
    }

    for (JournalLine kind : JournalLine.values()) {
      assertThat(written).containsEntry(kind, kind.fields());
    }
  }

  @Test
  void shouldNameEveryWordThatAFieldCanHave() throws IOException {
    assertThat(PhoneFact.RegistrationFailed.WORDS)
        .allMatch(named("sccp-registration-failed", "result"));
    assertThat(Arrays.stream(KeepAliveVerdict.values()).map(KeepAliveVerdict::word))
        .allMatch(named("sccp-keepalive", "verdict"));
    assertThat(Arrays.stream(PhoneFact.Link.values()).map(PhoneFact.Link::word))
        .allMatch(named("sccp-keepalive", "link"));
    assertThat(Stream.of(State.values()).map(state -> Standing.of(state, Evidence.PROBED).word()))
        .allMatch(named("probe", "state"));
    assertThat(
            Arrays.stream(ProbeEvent.Configured.Change.values())
                .map(change -> change.name().toLowerCase(Locale.ROOT).replace('_', '-')))
        .allMatch(named("configured", "change"));
  }

  /** Whether a word stands in the reference, in code, where a field is explained. */
  private static Predicate<String> named(String kind, String field) throws IOException {
    String section = Files.readString(REFERENCE).split("\n## `" + kind + "`\n", -1)[1];
    String row =
        section
            .lines()
            .filter(line -> line.startsWith("| `" + field + "` "))
            .findFirst()
            .orElseThrow();
    return word -> row.contains("`" + word + "`");
  }

  @Test
  void shouldExplainEveryFieldInTheReference() throws IOException {
    List<String> sections =
        Pattern.compile("\n## ").splitAsStream(Files.readString(REFERENCE)).skip(1).toList();
    List<String> common = List.of("at", "mono", "event");

    for (JournalLine kind : JournalLine.values()) {
      String section =
          sections.stream()
              .filter(s -> s.startsWith("`" + kind.word() + "`"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(kind + ": not in " + REFERENCE));
      List<String> explained =
          section
              .lines()
              .filter(line -> line.startsWith("| `"))
              .map(line -> line.substring(3, line.indexOf('`', 3)))
              .toList();
      List<String> own = kind.fields().stream().filter(f -> !common.contains(f)).toList();
      assertThat(explained).as(kind.word()).containsExactlyElementsOf(own);
    }
  }

  private List<String> everyLine() throws IOException {
    JournalSink journal =
        new JournalSink(
            new JournalOptions(directory, 1 << 20, TimeUnit.DAYS.toNanos(1), 2 << 20), time, time);
    Keepalive web = Events.tcp("web", "web");
    long now = time.nanoTime();
    journal.started("0.1.0", "4f2a");
    journal.reloaded(true, "4f2b", List.of());
    journal.lost(1);
    journal.accept(Events.added(web, now));
    journal.accept(Events.probed(web, Events.refused(1000), Events.DYING, now));
    journal.accept(Events.changed(web, 0, Events.ALIVE, Events.DYING, now));
    journal.accept(new ProbeEvent.Skipped(web, 2, now, now));
    journal.accept(new ProbeEvent.PortQuarantine(web, 51_000, true, now));
    Phone phone = Events.phone("desk");
    for (PhoneFact fact : everyFact(now)) {
      journal.accept(Events.fact(phone, fact, now));
    }
    journal.stopping("SIGTERM");
    journal.close();
    List<String> lines = new ArrayList<>();
    JournalReader.read(JournalFiles.list(directory).get(0), lines::add);
    return lines;
  }

  private static List<PhoneFact> everyFact(long now) {
    return List.of(
        Events.exchange("c1", PhoneFact.Link.ACTIVE, KeepAliveVerdict.SCCP_ACKED, 1_000, now),
        Events.registered("c1"),
        new PhoneFact.RegistrationFailed("c1", "rejected", "Device Unknown", 1_000),
        new PhoneFact.Lost("c1", FailoverCause.TCP_TIMEOUT),
        new PhoneFact.Failover("c1", "c2", FailoverCause.TCP_TIMEOUT, 1_000, 2_000),
        new PhoneFact.Token("c1", false, 10_000),
        new PhoneFact.Standby("c1"),
        new PhoneFact.Baseline(200_000_000, 4),
        new PhoneFact.Unregistered("c1", "the daemon stops"));
  }

  @Test
  void shouldSayWhatBecameOfAPhone() throws IOException {
    assertThat(everyLine())
        .anyMatch(
            line ->
                line.endsWith(
                    "\"event\":\"sccp-failover\",\"group\":\"desk\",\"from\":\"c1\",\"to\":\"c2\","
                        + "\"cause\":\"TCP-timeout\",\"code\":10,\"detection\":0.000001000,"
                        + "\"outage\":0.000002000}"))
        .anyMatch(
            line ->
                line.contains("\"verdict\":\"sccp-acked\"")
                    && line.contains("\"link\":\"active\""));
  }

  @Test
  void shouldWriteOfKeepAlivesWhatIsWantedOfProbes() {
    ProbeEvent good = exchange(PhoneFact.Link.ACTIVE, KeepAliveVerdict.SCCP_ACKED);
    ProbeEvent hung = exchange(PhoneFact.Link.ACTIVE, KeepAliveVerdict.TCP_ACKED_ONLY);
    ProbeEvent standby = exchange(PhoneFact.Link.STANDBY, KeepAliveVerdict.TCP_ACKED_ONLY);
    ProbeEvent gone = exchange(PhoneFact.Link.STANDBY, KeepAliveVerdict.RESET);
    ProbeEvent registered = Events.fact(Events.phone("p"), Events.registered("c1"), 0);
    List<ProbeEvent> all = List.of(good, hung, standby, gone, registered);
    assertThat(all).allMatch(JournalOptions.Probes.ALL::wants);
    assertThat(all.stream().filter(JournalOptions.Probes.FAILURES::wants))
        .containsExactly(hung, gone, registered);
    assertThat(all.stream().filter(JournalOptions.Probes.NONE::wants)).containsExactly(registered);
  }

  private static ProbeEvent exchange(PhoneFact.Link link, KeepAliveVerdict verdict) {
    return Events.fact(Events.phone("p"), Events.exchange("c1", link, verdict, -1, 0), 0);
  }

  private static List<String> fields(String line) throws IOException {
    List<String> names = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          names.add(parser.currentName());
        }
      }
    }
    return names;
  }
}
