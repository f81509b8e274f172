package io.kald.agent.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kald.agent.pcap.CaptureBuilder;
import io.kald.agent.pcap.IpPackets;
import io.kald.agent.pcap.IpPackets.Segment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever few hosts say to each other on few ports, the table stays within its bound, tells
 * everything once, and counts what it tells. Eight bytes are one packet, and the length of the
 * payload taken from those behind.
 */
class FlowFuzzTest {
  private static final String[] HOSTS = {"10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8::2"};
  private static final int[] PORTS = {2000, 80, 40_000, 40_001};
  private static final int MOST_PACKETS = 500;
  private static final FlowOptions OPTIONS = FlowOptions.USUAL.withEntries(4);

  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void shouldPutAnyPacketsTogether(byte[] bytes) {
    CaptureBuilder capture = capture(bytes);
    Told told = Told.of(capture, OPTIONS);
    FlowCounts counts = told.table.counts();
    assertThat(told.table.size()).isZero();
    assertThat(counts.packets()).isEqualTo(capture.frame());
    assertThat(counts.allTcp()).isEqualTo(told.tcp.size());
    assertThat(counts.echoes()).isEqualTo(told.echoes.size());
    assertThat(counts.sccp()).isEqualTo(told.sccp.size()).isEqualTo(told.atOnce.size());
    long inTcp = told.tcp.stream().mapToLong(TcpExchange::packets).sum();
    assertThat(inTcp + counts.strayResets()).isLessThanOrEqualTo(capture.frame());
    assertThat(told.tcp).allMatch(e -> e.clientBytes() >= 0 && e.serverBytes() >= 0);
    assertThat(told.tcp).allMatch(e -> e.last().frame() <= capture.frame());
  }

  private static CaptureBuilder capture(byte[] bytes) {
    var capture = CaptureBuilder.pcapng();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.remaining() >= 8 && capture.frame() < MOST_PACKETS) {
      packet(capture, in);
    }
    return capture;
  }

  private static void packet(CaptureBuilder capture, ByteBuffer in) {
    int who = in.get();
    int flags = in.get();
    int sequence = in.getShort();
    int acknowledgement = in.getShort();
    int length = in.get() & 0x3F;
    capture.after((in.get() & 0xFF) * 20_000_000L);
    String source = HOSTS[who & 3];
    String target = HOSTS[(who & 3) ^ 1];
    if ((flags & 0xC0) == 0xC0) {
      other(capture, source, target, flags & 3, sequence);
      return;
    }
    byte[] payload = new byte[Math.min(length, in.remaining())];
    in.get(payload);
    int from = PORTS[(who >> 2) & 3];
    int to = PORTS[(who >> 4) & 3];
    var segment = new Segment(from, to, sequence, acknowledgement, flags & 0x1F);
    capture.ip(IpPackets.tcp(source, target, 1, segment, new byte[0], payload));
  }

  private static void other(
      CaptureBuilder capture, String source, String target, int kind, int sequence) {
    if (kind == 0) {
      capture.echoRequest(source, target, 1, sequence & 3);
    } else if (kind == 1) {
      capture.echoReply(source, target, 1, sequence & 3);
    } else {
      byte[] last = capture.lastIp();
      int type = source.indexOf(':') < 0 ? 3 : 1;
      byte[] about = Arrays.copyOf(last, Math.min(last.length, 28 + kind * 20));
      capture.ip(IpPackets.icmpError(source, target, type, 1, about));
    }
  }
}
