package io.kald.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.pcap.CaptureInterface;
import io.kald.agent.pcap.IpPackets;
import io.kald.agent.pcap.IpPackets.Segment;
import io.kald.agent.pcap.LinkTypes;
import io.kald.agent.pcap.Packet;
import io.kald.agent.pcap.PacketDecoder;
import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Reason;
import io.kald.probe.Rule;
import io.kald.probe.TcpClose;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.review.Opinion;
import io.kald.probe.tcp.TcpSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What packets make of a failure; both clocks of the test begin at 0. */
class ReviewerTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;
  private static final long SENT = 100 * SECOND;
  private static final String HERE = "10.0.0.1";
  private static final String THERE = "10.0.0.2";
  private static final int ISN = 0xFFFF_FFFF;

  private final WitnessFigures figures = new WitnessFigures();
  private final Doubts doubts = new Doubts();
  private final Neighbours neighbours = new Neighbours();
  private final List<Opinion> opinions = new ArrayList<>();
  private Reviewer reviewer = new Reviewer(figures, doubts, neighbours, true);
  private long frames;

  ReviewerTest() {
    figures.running(true);
  }

  @Test
  void shouldOverruleAProbeThatNeverLeftOnceAllPacketsAreThere() {
    ask(tcp(), new ProbeOutcome.Rejected(Reason.REFUSED, "", MILLI));
    look(SENT);
    assertThat(opinions).isEmpty();
    look(SENT + 100 * MILLI);
    assertThat(opinions)
        .containsExactly(
            Opinion.overruled(
                Reason.NOT_ON_WIRE,
                "reported as refused, and the capture shows no such packet leaving"));
    assertThat(figures.overruledNotOnWire()).isEqualTo(1);
  }

  @Test
  void shouldOverruleSilenceWhenTheAnswerCameInTime() {
    ask(tcp(), silence());
    syn(SENT);
    segment(
        SENT + 2 * MILLI, THERE, HERE, new Segment(80, 4000, 7, ISN + 1, Packet.SYN | Packet.ACK));
    look(SENT + 10 * MILLI);
    assertThat(opinions)
        .containsExactly(
            Opinion.overruled(
                Reason.ANSWER_DROPPED_HERE,
                "reported as no answer in time, and the capture shows a SYN-ACK after 2.000 ms"));
  }

  @Test
  void shouldOverruleSilenceWhenARejectionCameInTime() {
    ask(tcp(), silence());
    syn(SENT);
    segment(
        SENT + 2 * MILLI, THERE, HERE, new Segment(80, 4000, 0, ISN + 1, Packet.RST | Packet.ACK));
    look(SENT + 10 * MILLI);
    ask(icmp(), silence());
    take(SENT, IpPackets.echoRequest(HERE, THERE, 4000, 5));
    byte[] asked = IpPackets.echoRequest(HERE, THERE, 4000, 5);
    take(SENT + 3 * MILLI, IpPackets.icmpError("10.0.0.9", HERE, 3, 13, asked));
    look(SENT + 10 * MILLI);
    assertThat(opinions)
        .extracting(Opinion::detail)
        .containsExactly(
            "reported as no answer in time, and the capture shows an RST after 2.000 ms",
            "reported as no answer in time, and the capture shows ICMP 3/13 from 10.0.0.9 after"
                + " 3.000 ms");
  }

  /** TCP of this machine takes the MTU of a path for advice, and sends the SYN again. */
  @Test
  void shouldLetSilenceStandAfterAnErrorThatEndsNoAttempt() {
    ask(tcp(), silence());
    syn(SENT);
    byte[] asked =
        IpPackets.tcp(
            HERE, THERE, 1, new Segment(4000, 80, ISN, 0, Packet.SYN), new byte[0], new byte[0]);
    take(SENT + 3 * MILLI, IpPackets.icmpError("10.0.0.9", HERE, 3, 4, asked));
    take(SENT + 4 * MILLI, IpPackets.icmpError("10.0.0.9", HERE, 11, 1, asked));
    look(SENT + SECOND);
    assertThat(opinions).containsExactly(Opinion.STANDS);
  }

  /** The hardware address was found when the time was over, and the kernel sent what waited. */
  @Test
  void shouldOverruleSilenceWhenThePacketLeftWhenTheTimeWasOver() {
    ask(tcp(), silence());
    syn(SENT + 499 * MILLI);
    look(SENT + 510 * MILLI);
    assertThat(opinions).isEmpty();
    look(SENT + 600 * MILLI);
    assertThat(opinions).extracting(Opinion::overruled).containsExactly(Reason.NOT_ON_WIRE);
  }

  @Test
  void shouldLetSilenceStandWhenThePacketLeftLateButInTime() {
    ask(tcp(), silence());
    syn(SENT + 400 * MILLI);
    look(SENT + 600 * MILLI);
    assertThat(opinions).containsExactly(Opinion.STANDS);
  }

  @Test
  void shouldLetSilenceStandThatPacketsShow() {
    ask(tcp(), silence());
    syn(SENT);
    // What acknowledges another SYN, what comes too late and what is of another probe.
    segment(
        SENT + 2 * MILLI, THERE, HERE, new Segment(80, 4000, 7, ISN + 9, Packet.SYN | Packet.ACK));
    segment(SENT + 2 * MILLI, HERE, THERE, new Segment(4000, 80, ISN + 9, 0, Packet.RST));
    segment(
        SENT + 3 * MILLI, THERE, HERE, new Segment(80, 4001, 7, ISN + 1, Packet.SYN | Packet.ACK));
    segment(
        SENT + 495 * MILLI,
        THERE,
        HERE,
        new Segment(80, 4000, 7, ISN + 1, Packet.SYN | Packet.ACK));
    look(SENT + 600 * MILLI);
    assertThat(opinions).containsExactly(Opinion.STANDS);
    assertThat(figures.unreviewed()).isZero();
  }

  /** The server still has the connection before from that port, whose SYN-ACK was dropped too. */
  @Test
  void shouldKnowByAMissingResetThatTheAnswerOfAnOldConnectionWasDropped() {
    ask(tcp(), silence());
    syn(SENT);
    segment(SENT + 2 * MILLI, THERE, HERE, new Segment(80, 4000, 7, ISN + 9, Packet.ACK));
    look(SENT + 10 * MILLI);
    assertThat(opinions).isEmpty();
    look(SENT + 600 * MILLI);
    assertThat(opinions.get(0).overruled()).isEqualTo(Reason.ANSWER_DROPPED_HERE);
  }

  @Test
  void shouldLetARejectionStandAtOnceWhenTheProbeLeft() {
    ask(tcp(), new ProbeOutcome.Rejected(Reason.REFUSED, "", MILLI));
    syn(SENT);
    look(SENT);
    assertThat(opinions).containsExactly(Opinion.STANDS);
  }

  @Test
  void shouldKnowEchoesOfOneIdentifierByTheirNumber() {
    ask(icmp(), silence());
    take(SENT - 80 * MILLI, IpPackets.echoRequest(HERE, THERE, 4000, 4));
    take(SENT, IpPackets.echoRequest(HERE, THERE, 4000, 5));
    take(SENT + MILLI, IpPackets.echoReply(THERE, HERE, 4000, 4));
    look(SENT + 600 * MILLI);
    assertThat(opinions).containsExactly(Opinion.STANDS);
  }

  @Test
  void shouldLetTheFailureStandThatIsOfASilentGateway() {
    ask(tcp(), new ProbeOutcome.Rejected(Reason.NO_GATEWAY, "", MILLI));
    look(SENT + 600 * MILLI);
    assertThat(opinions).containsExactly(Opinion.STANDS);
  }

  /** A packet to it waits for its hardware address and never leaves: that is its silence. */
  @Test
  void shouldLetTheSilenceOfAHostStandThatDoesNotAnswerArp() {
    neighbours.take(ArpPackets.question(SENT - SECOND, HERE, THERE));
    ask(tcp(), silence());
    look(SENT + 600 * MILLI);
    assertThat(opinions).containsExactly(Opinion.STANDS);
    neighbours.take(ArpPackets.answer(SENT + 601 * MILLI, THERE, HERE));
    ask(tcp(), silence());
    look(SENT + 700 * MILLI);
    assertThat(opinions.get(1).overruled()).isEqualTo(Reason.NOT_ON_WIRE);
  }

  @Test
  void shouldLetEverythingStandAndCountItWherePacketsMayBeMissing() {
    doubts.add(SENT, SENT + MILLI);
    ask(tcp(), silence());
    look(SENT + 600 * MILLI);
    figures.running(false);
    ask(icmp(), silence());
    look(SENT + 600 * MILLI);
    assertThat(opinions).containsExactly(Opinion.STANDS, Opinion.STANDS);
    assertThat(figures.unreviewed()).isEqualTo(2);
  }

  /** Where not every interface is captured, it may have left by another. */
  @Test
  void shouldOverruleNothingOfATargetThatWasNeverSeen() {
    reviewer = new Reviewer(figures, doubts, neighbours, false);
    ask(tcp(), silence());
    look(SENT + 600 * MILLI);
    assertThat(opinions).containsExactly(Opinion.STANDS);
    segment(SENT - 30 * SECOND, HERE, THERE, new Segment(3999, 80, ISN, 0, Packet.SYN));
    ask(tcp(), silence());
    look(SENT + 600 * MILLI);
    assertThat(opinions.get(1).overruled()).isEqualTo(Reason.NOT_ON_WIRE);
  }

  private void look(long seenNanos) {
    reviewer.advance(new Anchor(0, 0), seenNanos, 60 * SECOND);
  }

  private void ask(ProbeSpec spec, ProbeOutcome outcome) {
    ProbeResult result = new ProbeResult(THERE, 4000, SENT, SENT, SENT + SECOND, outcome);
    reviewer.ask(new Keepalive("k", spec, Rule.DEFAULT, List.of()), result, opinions::add);
  }

  private static ProbeOutcome silence() {
    return new ProbeOutcome.Unanswered(500 * MILLI);
  }

  private static ProbeSpec tcp() {
    return new TcpSpec(THERE, 80, TcpClose.RST, Family.ANY, Egress.DEFAULT);
  }

  private static ProbeSpec icmp() {
    return new IcmpSpec(THERE, Family.ANY, Egress.DEFAULT, 56);
  }

  private void syn(long atNanos) {
    segment(atNanos, HERE, THERE, new Segment(4000, 80, ISN, 0, Packet.SYN));
  }

  private void segment(long atNanos, String from, String to, Segment segment) {
    take(atNanos, IpPackets.tcp(from, to, 1, segment, new byte[0], new byte[0]));
  }

  private void take(long atNanos, byte[] ip) {
    take(atNanos, LinkTypes.RAW, ip);
  }

  private void take(long atNanos, int link, byte[] frame) {
    PacketDecoder decoder = new PacketDecoder(new CaptureInterface("any", link, 512), 0, false);
    Packet packet = decoder.decode(++frames, atNanos, ByteBuffer.wrap(frame), frame.length);
    neighbours.take(packet);
    reviewer.take(packet);
  }
}
