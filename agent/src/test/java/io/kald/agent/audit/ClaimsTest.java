package io.kald.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal claims. */
final class ClaimsTest {
  private static final String LINE =
      """
      {"at":"2026-11-21T16:37:55.186982Z","mono":15750744000000,"event":"sccp-keepalive",\
      "group":"phone","device":"SEP000000000001","node":"c1","address":"192.0.2.3",\
      "source_port":%d,"link":"active",\
      "verdict":"%s","sent":"2026-11-21T16:37:53.186982Z","rtt":0.002,"sent_mono":15748744000000}
      """;
  private static final long SENT =
      TimeUnit.SECONDS.toNanos(Instant.parse("2026-11-21T16:37:53Z").getEpochSecond());
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Path dir;

  ClaimsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void shouldNotHoldAnAnswerAgainstAKeepAliveThatWasGivenUpBefore() throws IOException {
    Claim claim = read("tcp-acked-only");
    assertThat(claim.afterNanos()).isEqualTo(2 * SECOND);
    assertThat(answeredAfter(2 * SECOND + SECOND / 3).differs(claim, "the journal")).isEmpty();
    assertThat(answeredAfter(SECOND).differs(claim, "the journal")).isNotEmpty();
  }

  @Test
  void shouldHoldNothingButItsTimeAgainstAnAnswer() throws IOException {
    Claim claim = read("sccp-acked");
    assertThat(claim.afterNanos()).isEqualTo(-1);
    assertThat(answeredAfter(2_000_000).differs(claim, "the journal")).isEmpty();
  }

  /** TCP's acknowledgement took that long, and no KeepAliveAck is to be as quick. */
  @Test
  void shouldTakeTheTimeToAKeepAliveAckOnly() throws IOException {
    assertThat(read("sccp-acked").rttNanos()).isEqualTo(2_000_000);
    assertThat(read("tcp-acked-only").rttNanos()).isEqualTo(-1);
  }

  /** Of a connection that was gone, its port is not known: no packet has port 0. */
  @Test
  void shouldPairByTimeAloneWhereThePortIsNotKnown() throws IOException {
    assertThat(read("closed", 0).asked()).isEqualTo(Claim.ANY_NODE);
    assertThat(read("closed", 49_001).asked()).isEqualTo(new Endpoint("192.0.2.3", 0));
  }

  private Claim read(String verdict) throws IOException {
    return read(verdict, 49_001);
  }

  private Claim read(String verdict, int port) throws IOException {
    Path journal = dir.resolve("kald-20261121T163700.000Z.jsonl");
    Files.writeString(journal, LINE.formatted(port, verdict));
    return Claims.read(journal, SENT, SENT + SECOND).claims().get(0);
  }

  private static OnWire answeredAfter(long nanos) {
    return new OnWire(SENT, nanos, true, List.of());
  }
}
