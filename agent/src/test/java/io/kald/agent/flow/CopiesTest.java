package io.kald.agent.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.pcap.CaptureBuilder;
import io.kald.agent.pcap.LinkTypes;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class CopiesTest {
  @Test
  void shouldTakeAPacketOfTwoInterfacesOnce() {
    var capture = CaptureBuilder.pcapng().describe(LinkTypes.ETHERNET, 9);
    twice(capture, 100_000);
    Told told = Told.of(capture);
    assertThat(told.tcp.get(0).packets()).isEqualTo(3);
    assertThat(told.tcp.get(0).retransmissions()).isEmpty();
    assertThat(told.table.counts().duplicates()).isEqualTo(4);
    assertThat(told.echoes).hasSize(1);
  }

  @Test
  void shouldTakeALaterPacketForARepetition() {
    var capture = CaptureBuilder.pcapng().describe(LinkTypes.ETHERNET, 9);
    twice(capture, 2_000_000);
    assertThat(Told.of(capture).table.counts().duplicates()).isZero();
  }

  @Test
  void shouldTakeAPacketSentAndReceivedOnLoopbackOnce() {
    var capture = CaptureBuilder.pcap(ByteOrder.LITTLE_ENDIAN, LinkTypes.LINUX_SLL);
    capture.tcp("127.0.0.1", 40_000, "127.0.0.1", 80).syn();
    byte[] received = new byte[16 + capture.lastIp().length];
    received[14] = 8;
    System.arraycopy(capture.lastIp(), 0, received, 16, capture.lastIp().length);
    byte[] sent = received.clone();
    sent[1] = 4;
    Told told =
        Told.of(CaptureBuilder.pcap(ByteOrder.LITTLE_ENDIAN, 113).frame(sent).frame(received));
    assertThat(told.tcp.get(0).synAgain()).isEmpty();
    assertThat(told.table.counts().duplicates()).isEqualTo(1);
  }

  private static void twice(CaptureBuilder capture, long apart) {
    var talk = capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80);
    for (Runnable step : new Runnable[] {talk::syn, talk::synAck, () -> talk.send("a")}) {
      step.run();
      copy(capture, apart);
    }
    capture.echoRequest("10.0.0.1", "10.0.0.2", 1, 1);
    copy(capture, apart);
  }

  private static void copy(CaptureBuilder capture, long apart) {
    capture.after(apart - CaptureBuilder.STEP).on(1, LinkTypes.ETHERNET).ip(capture.lastIp());
    capture.on(0, LinkTypes.ETHERNET).after(10_000_000);
  }
}
