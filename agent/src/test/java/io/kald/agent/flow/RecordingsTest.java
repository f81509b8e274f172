package io.kald.agent.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.pcap.CaptureBuilder;
import io.kald.agent.pcap.CaptureSummary;
import io.kald.agent.pcap.Content;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Two real captures, and what tshark 4.0 says of them. One is of a scripted station and chan_skinny
 * of Asterisk 20.20.1 on one machine; the other, cm_cap.pcapng of paleophyte/pyskinny (MIT), of a
 * Cisco 7912 registering with a CallManager 4.1.
 */
class RecordingsTest {
  private static final String ASTERISK = "asterisk-skinny-register-keepalive.pcap";
  private static final String CM41 = "cm41-7912-register-keepalive.pcapng";

  @Test
  void shouldAgreeWithTsharkOnAsterisk() {
    Told told = new Told();
    CaptureSummary summary = CaptureBuilder.read(bytes(ASTERISK), told.table);
    told.table.finish();
    assertThat(summary.packets()).isEqualTo(238);
    assertThat(summary.count(Content.TCP)).isEqualTo(238);
    assertThat(summary.firstNanos()).isEqualTo(1_795_224_207_880_548_000L);
    assertThat(summary.lastNanos()).isEqualTo(1_795_224_283_769_752_000L);
    assertThat(told.tcp)
        .extracting(TcpExchange::packets)
        .containsExactlyInAnyOrder(117L, 29L, 24L, 19L, 10L, 10L, 8L, 8L, 7L, 6L);
    assertThat(told.tcp).allMatch(e -> e.retransmissions().isEmpty());
    assertThat(told.sccp).hasSize(100);
  }

  @Test
  void shouldAgreeWithTsharkOnCallManager() {
    Told told = new Told();
    CaptureSummary summary = CaptureBuilder.read(bytes(CM41), told.table);
    told.table.finish();
    assertThat(summary.packets()).isEqualTo(97);
    assertThat(summary.count(Content.UDP)).isEqualTo(37);
    assertThat(summary.firstNanos() / 1000).isEqualTo(1_780_513_783_939_602L);
    TcpExchange only = told.tcp.get(0);
    assertThat(told.tcp).hasSize(1);
    assertThat(only.packets()).isEqualTo(60);
    assertThat(only.close()).isEqualTo(Close.OPEN);
    assertThat(only.syn()).extracting(Moment::frame).isEqualTo(27L);
    assertThat(only.client()).hasToString("10.102.10.209:3893");
    assertThat(told.sccp).hasSize(48);
    assertThat(told.sccp).allMatch(m -> m.acknowledged() != null);
  }

  @Test
  void shouldFindTheKeepalivesOfThePhoneAndTheirAnswers() {
    Told told = new Told();
    CaptureBuilder.read(bytes(CM41), told.table);
    told.table.finish();
    assertThat(told.sccp)
        .filteredOn(m -> m.message() instanceof KeepAlive || m.message() instanceof KeepAliveAck)
        .extracting(SccpSeen::fromPhone, m -> m.seen().frame())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(true, 76L),
            org.assertj.core.groups.Tuple.tuple(false, 77L));
  }

  private static byte[] bytes(String name) {
    try (InputStream in = RecordingsTest.class.getResourceAsStream("/captures/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
