package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kald.agent.log.Logging;
import io.kald.agent.metrics.MetricsSink;
import io.kald.agent.metrics.PerService;
import io.kald.agent.metrics.ServiceSeries;
import io.kald.agent.status.ServiceQuery;
import io.kald.agent.status.StatusBoard;
import io.kald.agent.status.StatusSink;
import io.kald.agent.store.JournalEntries;
import io.kald.agent.store.JournalEntry;
import io.kald.agent.store.JournalOptions;
import io.kald.agent.store.JournalSink;
import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.engine.EngineByHand;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.tcp.TcpSpec;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * Every way in which a reload carries or resets what is known of a service, through the real engine
 * and into metrics, page, journal and log, which must agree at any time.
 *
 * <p>A configuration is {@code keepalive@port option...: service...} with semicolons between them;
 * without a list the keepalive is a service's own, a minus suspends, {@code 9} stands for
 * 127.0.0.9. A network is {@code port:letters}, see {@link EngineByHand#script}; others answer.
 * States are {@code service=state/transitions}, changes {@code service: from > to, reason}, with a
 * {@code +} where the counter moves.
 */
@Tag("slow")
class StatesOverReloadsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ManualTime time = new ManualTime();
  private final MetricsSink metrics = new MetricsSink(PerService.FULL, time, time);
  private final StatusBoard board = new StatusBoard(time, time);
  private final StatusSink page = new StatusSink(board);
  private final Path directory;
  private final JournalSink journal;
  private final TransitionLog log = new TransitionLog(time);
  private final Logger logger = (Logger) LoggerFactory.getLogger(Logging.TRANSITIONS);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final EngineByHand world = new EngineByHand(time, this::take);

  StatesOverReloadsTest(@TempDir Path directory) {
    this.directory = directory;
    this.journal =
        new JournalSink(
            new JournalOptions(directory, 1 << 24, Long.MAX_VALUE, 1 << 26), time, time);
  }

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
    logger.setAdditive(false); // not to standard error as well
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void close() throws IOException {
    logger.detachAppender(logged);
    logger.setAdditive(true);
    logger.setLevel(null);
    world.close();
    journal.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // The rule alone: everything that is known stays, and is reported.
        "a@1 | 1:. | a@1 max=5 | a=alive/1 | - | a=alive/1",
        "a@1 | 1:.x | a@1 max=5 | a=down/2 | - | a=down/2",
        "a@1 | 1:.x | a@1 every=9 | a=down/2 | - | a=down/2",
        "a@1 | 1:.x | a@1 local | a=down/2 | - | a=down/2",
        "a@1 | 1:x | a@1 max=9 | a=down/0 | - | a=down/0",
        "a@1 | 1:.x.x | a@1 max=2 | a=down/3 | - | a=down/3",
        "a@1 max=9 | 1:.x | a@1 max=2 | a=dying/1 | - | a=down/2",
        "a@1 max=9 | 1:.x | a@1 every=4 max=9 | a=dying/1 | - | a=down/2",
        "a@1 max=9 | 1:x | a@1 max=8 | a=unknown/0 | - | a=down/0",
        "w@1: a b -c | 1:.x | w@1 max=5: a b -c | a=down/2 b=down/2 c=suspended/0 | - |"
            + " a=down/2 b=down/2 c=suspended/0",
        // The rule, and the operator's hand on a service.
        "a@1 | 1:. | a@1 max=5: -a | a=suspended/1 | a: alive > suspended, suspended by the"
            + " operator | a=suspended/1",
        "a@1: -a | 1:. | a@1 max=5: a | a=unknown/0 | a: suspended > unknown, activated by the"
            + " operator | a=alive/1",
        "w@1: a -b | 1:. | w@1 max=5: -a b | a=suspended/1 b=alive/1 | a: alive > suspended,"
            + " suspended by the operator; +b: suspended > alive, activated by the operator |"
            + " a=suspended/1 b=alive/1",
        // The operator's hand alone.
        "a@1 | 1:. | a@1: -a | a=suspended/1 | a: alive > suspended, suspended by the operator |"
            + " a=suspended/1",
        "a@1: -a | 1:x | a@1: a | a=unknown/0 | a: suspended > unknown, activated by the operator"
            + " | a=down/0",
        "a@1: -a | 1:. | a@1: -a | a=suspended/0 | - | a=suspended/0",
        "w@1: a -b | 1:. | w@1: a b | a=alive/1 b=alive/1 | +b: suspended > alive, activated by"
            + " the operator | a=alive/1 b=alive/1",
        "w@1: a -b | 1:.x | w@1: a b | a=down/2 b=down/1 | +b: suspended > down, activated by the"
            + " operator | a=down/2 b=down/1",
        "w@1 max=9: a -b | 1:.x | w@1 max=9: a b | a=dying/1 b=dying/0 | b: suspended > dying,"
            + " activated by the operator | a=down/2 b=down/1",
        "w@1: a b | 1:. | w@1: -a -b | a=suspended/1 b=suspended/1 | a: alive > suspended,"
            + " suspended by the operator; b: alive > suspended, suspended by the operator |"
            + " a=suspended/1 b=suspended/1",
        "w@1: a b | 1:. | w@1: a -b | a=alive/1 b=suspended/1 | b: alive > suspended, suspended"
            + " by the operator | a=alive/1 b=suspended/1",
        // Who joins and who leaves a named keepalive.
        "w@1: a | 1:. | w@1: a b | a=alive/1 b=alive/1 | +b: unknown > alive, follows keepalive w"
            + " | a=alive/1 b=alive/1",
        "w@1: a | 1:.x | w@1: a b | a=down/2 b=down/0 | b: unknown > down, follows keepalive w |"
            + " a=down/2 b=down/0",
        "w@1 max=9: a | 1:.x | w@1 max=9: a b | a=dying/1 b=dying/0 | b: unknown > dying, follows"
            + " keepalive w | a=down/2 b=down/1",
        "w@1: a | 1:. | w@1: a -b | a=alive/1 b=suspended/0 | b: unknown > suspended, suspended"
            + " by the operator | a=alive/1 b=suspended/0",
        "w@1: a | 1:.x | w@1 max=5: a b | a=down/2 b=down/0 | b: unknown > down, follows keepalive"
            + " w | a=down/2 b=down/0",
        "w@1: a b | 1:. | w@1: b | b=alive/1 | - | b=alive/1",
        "w@1: a b | 1:.x | w@1 max=5: b | b=down/2 | - | b=down/2",
        "w@1: -a | 1:. | w@1: -a b | a=suspended/0 b=unknown/0 | - | a=suspended/0 b=alive/1",
        "w@1: a | 1:. | w@1: none | - | - | -",
        "w@1: none | 1:. | w@1: a | a=unknown/0 | - | a=alive/1",
        // From one keepalive to another: the state is the new one's, the counter the service's.
        "w@1: a b; v@2: c | 1:. 2:.x | w@1: b; v@2: c a | a=down/2 b=alive/1 c=down/2 | +a: alive"
            + " > down, follows keepalive v | a=down/2 b=alive/1 c=down/2",
        "v@1: a b; w@2: c | 1:. 2:.x | v@1: b; w@2: c a | a=down/2 b=alive/1 c=down/2 | +a: alive"
            + " > down, follows keepalive w | a=down/2 b=alive/1 c=down/2",
        "w@1: a b; v@2: c d | 1:. 2:.x | w@1: b c; v@2: d a | a=down/2 b=alive/1 c=alive/3"
            + " d=down/2 | +a: alive > down, follows keepalive v; +c: down > alive, follows"
            + " keepalive w | a=down/2 b=alive/1 c=alive/3 d=down/2",
        "w@1: a b; v@2: c | 1:. 2:. | w@1: b; v@2: c a | a=alive/1 b=alive/1 c=alive/1 | - |"
            + " a=alive/1 b=alive/1 c=alive/1",
        "w@1: a b; v@2: c | 1:. 2:. | w@1: b; v@2: c -a | a=suspended/1 b=alive/1 c=alive/1 | a:"
            + " alive > suspended, suspended by the operator | a=suspended/1 b=alive/1 c=alive/1",
        "w@1: -a b; v@2: c | 1:. 2:.x | w@1: b; v@2: c a | a=down/1 b=alive/1 c=down/2 | +a:"
            + " suspended > down, activated by the operator | a=down/1 b=alive/1 c=down/2",
        "w@1: -a b; v@2: c | 1:. 2:. | w@1: b; v@2: c -a | a=suspended/0 b=alive/1 c=alive/1 | - |"
            + " a=suspended/0 b=alive/1 c=alive/1",
        "a@1; w@2: b | 1:. 2:.x | w@2: a b | a=down/2 b=down/2 | +a: alive > down, follows"
            + " keepalive w | a=down/2 b=down/2",
        "w@1: a b | 1:.x | a@2; w@1: b | a=unknown/2 b=down/2 | a: down > unknown, follows a"
            + " keepalive of its own | a=alive/3 b=down/2",
        "w@1: a b | 1:. | v@1: a b | a=unknown/1 b=unknown/1 | a: alive > unknown, follows"
            + " keepalive v; b: alive > unknown, follows keepalive v | a=alive/2 b=alive/2",
        "w@1: a b | 1:.x | v@2: a; w@1 max=5: b | a=unknown/2 b=down/2 | a: down > unknown,"
            + " follows keepalive v | a=alive/3 b=down/2",
        // Another question of the same name: nothing is known of its answer.
        "a@1 | 1:.x | a@2 | a=unknown/2 | a: down > unknown, target changed: 127.0.0.1:1 to"
            + " 127.0.0.1:2 | a=alive/3",
        "a@1 | 1:. | a@1 fin | a=unknown/1 | a: alive > unknown, tcp-close changed: rst to fin |"
            + " a=alive/2",
        "a@1 | 1:. | a@1 source | a=unknown/1 | a: alive > unknown, probe settings changed |"
            + " a=alive/2",
        "a@1 | 1:. | a@1 icmp | a=unknown/1 | a: alive > unknown, type changed: tcp to icmp |"
            + " a=alive/2",
        "a@1 | 1:. | a@2 max=5: -a | a=suspended/1 | a: alive > suspended, suspended by the"
            + " operator | a=suspended/1",
        "a@1: -a | 1:. | a@2: -a | a=suspended/0 | - | a=suspended/0",
        "a@1: -a | 1:. | a@2 | a=unknown/0 | a: suspended > unknown, activated by the operator |"
            + " a=alive/1",
        "w@1: a b | 1:.x | w@2: b c | b=unknown/2 c=unknown/0 | b: down > unknown, target changed:"
            + " 127.0.0.1:1 to 127.0.0.1:2 | b=alive/3 c=alive/1",
        "a@1 | 1:x | a@2 | a=unknown/0 | a: down > unknown, target changed: 127.0.0.1:1 to"
            + " 127.0.0.1:2 | a=alive/1",
        // Other names are other services.
        "a@1 | 1:.x | b@1 | b=unknown/0 | - | b=down/0",
        "w@1: a | 1:.x | w@1: b | b=down/0 | b: unknown > down, follows keepalive w | b=down/0",
        "a@1 | 1:. | - | - | - | -",
        "- | 1:. | a@1; b@1: -b | a=unknown/0 b=suspended/0 | b: unknown > suspended, suspended by"
            + " the operator | a=alive/1 b=suspended/0",
        "a@1; b@2 | 1:. 2:.x | a@1; b@2 | a=alive/1 b=down/2 | - | a=alive/1 b=down/2",
      })
  void shouldCarryOverWhatIsKnown(
      String before, String network, String after, String atOnce, String changes, String later)
      throws IOException {
    Arrays.stream(network.split(" ", -1))
        .map(each -> each.split(":", -1))
        .forEach(each -> world.script("127.0.0.1:" + each[0], each[1]));
    world.engine().apply(keepalives(before));
    time.advance(32 * SECOND);
    agreed();
    int lines = transitions().size();
    log.flush();
    logged.list.clear();
    world.engine().apply(keepalives(after));

    assertThat(agreed()).isEqualTo(words(atOnce));
    assertThat(changes(lines)).isEqualTo(words(changes));
    assertThat(loggedChanges()).isEqualTo(words(changes).replace("+", ""));
    time.advance(60 * SECOND);
    assertThat(agreed()).isEqualTo(words(later));
  }

  private void take(ProbeEvent event) {
    metrics.accept(event);
    page.accept(event);
    journal.accept(event);
    log.accept(event);
  }

  private String loggedChanges() {
    log.flush();
    return logged.list.stream()
        .map(
            line ->
                line.getKeyValuePairs().stream()
                    .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value)))
        .map(
            line ->
                line.get("service")
                    + ": "
                    + line.get("from")
                    + " > "
                    + line.get("to")
                    + ", "
                    + line.get("reason"))
        .sorted()
        .collect(Collectors.joining("; "));
  }

  /** What metrics and page say alike; the journal's lines must lead to the same. */
  private String agreed() throws IOException {
    SortedMap<String, String> scraped = ServiceSeries.states(metrics);
    TreeMap<String, String> shown = new TreeMap<>();
    board
        .page(new ServiceQuery("", "", 0, 1000))
        .services()
        .forEach(view -> shown.put(view.name(), view.state() + "/" + view.transitions()));
    assertThat(shown).isEqualTo(scraped);
    TreeMap<String, String> written = new TreeMap<>();
    for (JournalEntry line : transitions()) {
      String service = line.text("service");
      String[] known = written.getOrDefault(service, "unknown/0").split("/", -1);
      assertThat(line.text("from")).as(service + " goes on from where it was").isEqualTo(known[0]);
      int count = Integer.parseInt(known[1]) + (line.flag("counted") ? 1 : 0);
      written.put(service, line.text("to") + "/" + count);
    }
    scraped.forEach((service, state) -> written.putIfAbsent(service, "unknown/0"));
    assertThat(written).containsAllEntriesOf(scraped);
    List<String> all = new ArrayList<>();
    scraped.forEach((service, state) -> all.add(service + "=" + state));
    return String.join(" ", all);
  }

  private String changes(int from) throws IOException {
    List<String> changes = new ArrayList<>();
    for (JournalEntry line : transitions().subList(from, transitions().size())) {
      changes.add(
          (line.flag("counted") ? "+" : "")
              + line.text("service")
              + ": "
              + line.text("from")
              + " > "
              + line.text("to")
              + ", "
              + line.text("reason"));
    }
    changes.sort((a, b) -> a.replace("+", "").compareTo(b.replace("+", "")));
    return String.join("; ", changes);
  }

  private List<JournalEntry> transitions() throws IOException {
    journal.flush();
    List<JournalEntry> lines = new ArrayList<>();
    JournalEntries.read(
        directory,
        line -> {
          if (line.event().equals("transition")) {
            lines.add(line);
          }
        });
    return lines;
  }

  private static String words(String text) {
    return text == null ? "" : text;
  }

  private static List<Keepalive> keepalives(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split("; ", -1)).map(StatesOverReloadsTest::keepalive).toList();
  }

  private static Keepalive keepalive(String text) {
    String[] parts = text.split(": ?", 2);
    List<String> words = List.of(parts[0].split(" ", -1));
    String name = words.get(0).split("@", -1)[0];
    int port = Integer.parseInt(words.get(0).split("@", -1)[1]);
    TcpClose close = words.contains("fin") ? TcpClose.FIN : TcpClose.RST;
    Egress egress =
        words.contains("source") ? new Egress("127.0.0.1", null, null, -1, -1, -1) : Egress.DEFAULT;
    ProbeSpec spec =
        words.contains("icmp")
            ? new IcmpSpec("127.0.0.1", Family.ANY, egress, 56)
            : new TcpSpec("127.0.0.1", port, close, Family.ANY, egress);
    long every = option(words, "every=", 5) * SECOND;
    Rule rule = new Rule(every, option(words, "max=", 3), 5 * SECOND, 0, words.contains("local"));
    String services = parts.length == 1 ? name : parts[1];
    return new Keepalive(
        name,
        spec,
        rule,
        Arrays.stream(services.split(" ", -1))
            .filter(each -> !each.equals("none"))
            .map(each -> new Service(each.replace("-", ""), each.startsWith("-")))
            .toList());
  }

  private static int option(List<String> words, String name, int ifMissing) {
    return words.stream()
        .filter(word -> word.startsWith(name))
        .map(word -> Integer.parseInt(word.substring(name.length())))
        .findFirst()
        .orElse(ifMissing);
  }
}
