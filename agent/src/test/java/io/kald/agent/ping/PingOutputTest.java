package io.kald.agent.ping;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.FactKey;
import io.kald.probe.Facts;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.tcp.TcpSpec;
import io.kald.probe.time.ManualTime;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PingOutputTest {
  private static final long MILLI = 1_000_000;
  private static final List<ProbeOutcome> ALL =
      List.of(
          new Answered(123_000),
          new Answered(321_000),
          new Rejected(Reason.REFUSED, "", 50_000),
          new Rejected(Reason.HOST_UNREACHABLE, "ICMP 3/1 from 192.0.2.1", 2 * MILLI),
          new Unanswered(4000 * MILLI),
          new NotProbed(Reason.NO_SOURCE_PORT, "all 3 in use"));

  private final ManualTime time = new ManualTime();
  private final StringWriter out = new StringWriter();

  @Test
  void shouldTellPeopleInSentences() {
    write(
        new TextOutput(new PrintWriter(out)),
        new TcpSpec("www.example.net", 80, TcpClose.HALF_OPEN, Family.ANY, Egress.DEFAULT),
        "192.0.2.7");

    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            probing tcp www.example.net:80 (192.0.2.7) every 1 s, closing by half-open
            1: answered from 192.0.2.7:80 in 0.123 ms (source port 51234)
            2: answered from 192.0.2.7:80 in 0.321 ms (source port 51234)
            3: refused by 192.0.2.7:80 after 0.050 ms (source port 51234)
            4: host unreachable: 192.0.2.7:80 after 2.000 ms (source port 51234): ICMP 3/1 from 192.0.2.1
            5: no answer from 192.0.2.7:80 within 4 s (source port 51234)
            6: not probed, a fault of this side: no free source port: all 3 in use

            --- www.example.net:80 tcp ---
            5 sent, 2 answered, 2 rejected (refused 1, host-unreachable 1), 1 unanswered, 1 not probed (no-source-port 1), 60 % loss, 7 skipped while this process slept
            rtt min/avg/max/mdev = 0.123/0.222/0.321/0.099 ms
            """);
  }

  /** After two repetitions the target closes first, too. */
  private static Facts facts(int again) {
    Facts facts = again == 2 ? Facts.NONE.with(FactKey.CLOSED_AT_ONCE) : Facts.NONE;
    return again == 0 ? facts : facts.with(FactKey.SYN_RETRANSMITS, again);
  }

  /** A packet was lost, and the answer came all the same. */
  @Test
  void shouldTellThatASynWasSentAgain() {
    TcpSpec spec = new TcpSpec("192.0.2.7", 80, TcpClose.RST, Family.ANY, Egress.DEFAULT);
    for (PingOutput to :
        List.of(
            new TextOutput(new PrintWriter(out)),
            new JsonOutput(new PrintWriter(out), time, time))) {
      PingTally tally = new PingTally();
      to.begin(new PingPlan(spec, 0, 1000 * MILLI, 1000 * MILLI), "192.0.2.7");
      for (int again = 0; again < 3; again++) {
        ProbeResult result =
            new ProbeResult("192.0.2.7", 51234, 0, 0, 0, new Answered(MILLI), facts(again));
        tally.add(result);
        to.result(again + 1, result);
      }
      to.end(tally);
    }
    assertThat(out.toString())
        .contains(
            "1: answered from 192.0.2.7:80 in 1.000 ms (source port 51234)",
            "2: answered from 192.0.2.7:80 in 1.000 ms (source port 51234, SYN sent again once)",
            "3: answered from 192.0.2.7:80 in 1.000 ms (source port 51234, SYN sent again 2 times)"
                + "; the target closed at once",
            "3 sent, 3 answered (closed at once 1), 0 rejected, 0 unanswered",
            "0 % loss, 3 SYNs sent again\n",
            "\"detail\":\"closed-at-once\",\"syn_retransmits\":2}",
            "\"closed_at_once\":1}",
            "\"skipped\":0,\"syn_retransmits\":3,");
  }

  @Test
  void shouldTellProgramsOneObjectALine() {
    write(
        new JsonOutput(new PrintWriter(out), time, time),
        new IcmpSpec("2001:db8::1", Family.ANY, Egress.DEFAULT, 56),
        "2001:db8::1");

    assertThat(out.toString().lines())
        .hasSize(ALL.size() + 1)
        .first()
        .isEqualTo(
            "{\"event\":\"probe\",\"kind\":\"icmp\",\"target\":\"2001:db8::1\",\"number\":1,"
                + "\"address\":\"2001:db8::1\",\"source_port\":51234,"
                + "\"due\":\"2023-11-14T22:13:20.000000Z\",\"sent\":\"2023-11-14T22:13:20.003000Z\","
                + "\"outcome\":\"answered\",\"rtt\":0.000123000}");
    assertThat(out.toString().lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"outcome\":\"rejected\",\"after\":0.002000000")
                    .contains("\"reason\":\"host-unreachable\"")
                    .contains("\"detail\":\"ICMP 3/1 from 192.0.2.1\""))
        .anySatisfy(line -> assertThat(line).contains("\"reason\":\"silent\""))
        .anySatisfy(line -> assertThat(line).contains("\"reason\":\"no-source-port\""))
        .last()
        .isEqualTo(
            "{\"event\":\"summary\",\"kind\":\"icmp\",\"target\":\"2001:db8::1\",\"sent\":5,"
                + "\"answered\":2,\"rejected\":{\"refused\":1,\"host-unreachable\":1},"
                + "\"unanswered\":1,\"not_probed\":{\"no-source-port\":1},\"skipped\":7,"
                + "\"loss\":0.6,\"rtt_min\":0.000123000,\"rtt_avg\":0.000222000,"
                + "\"rtt_max\":0.000321000,\"rtt_mdev\":0.000099000}");
  }

  private void write(PingOutput output, ProbeSpec spec, String address) {
    output.begin(new PingPlan(spec, 0, 1000 * MILLI, 4000 * MILLI), address);
    PingTally tally = new PingTally();
    long number = 0;
    for (ProbeOutcome outcome : ALL) {
      boolean left = outcome.match(a -> true, r -> true, u -> true, n -> false);
      long now = time.nanoTime();
      ProbeResult result =
          new ProbeResult(address, left ? 51_234 : 0, now, now + 3 * MILLI, now, outcome);
      number++;
      output.result(number, result);
      tally.add(result);
    }
    tally.addSkipped(7);
    output.end(tally);
    assertThat(output.broken()).isFalse();
  }
}
