package io.kald.agent.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureReaderTest {
  private final Path dir;

  CaptureReaderTest(@TempDir Path dir) {
    this.dir = dir;
  }

  static Stream<Supplier<CaptureBuilder>> layouts() {
    List<Supplier<CaptureBuilder>> all = new ArrayList<>();
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (int link : new int[] {0, 1, 12, 14, 101, 108, 113, 228, 276}) {
        all.add(() -> CaptureBuilder.pcap(order, link));
        all.add(() -> CaptureBuilder.pcapNano(order, link));
        all.add(() -> CaptureBuilder.pcapng(order, link));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void shouldReadEveryLayout(Supplier<CaptureBuilder> layout) {
    CaptureBuilder capture = layout.get();
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80).syn().synAck();
    capture.tcp("2001:db8::1", 40_000, "2001:db8::2", 80).syn();
    List<String> seen = new ArrayList<>();
    CaptureSummary summary = capture.read(p -> seen.add(text(p)));
    assertThat(seen)
        .containsExactly(
            "1 +0 10.0.0.1:40000 > 10.0.0.2:80 02",
            "2 +100000 10.0.0.2:80 > 10.0.0.1:40000 12",
            "3 +200000 2001:db8::1:40000 > 2001:db8::2:80 02");
    assertThat(summary.damage()).isNull();
    assertThat(summary.count(Content.TCP)).isEqualTo(3);
    assertThat(summary.firstNanos()).isEqualTo(CaptureBuilder.START);
    assertThat(summary.lastNanos()).isEqualTo(CaptureBuilder.START + 2 * CaptureBuilder.STEP);
    assertThat(summary.bytes()).isEqualTo(capture.bytes().length);
  }

  @Test
  void shouldReadPackedFilesAndTellHowFarItIs() throws IOException {
    var capture = CaptureBuilder.pcap();
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80).open().rst();
    Path file = Files.write(dir.resolve("a.pcap.gz"), capture.packed());
    List<Long> told = new ArrayList<>();
    CaptureSummary summary =
        CaptureReader.read(file, packet -> {}, (done, total) -> told.addAll(List.of(done, total)));
    assertThat(summary.packed()).isTrue();
    assertThat(summary.packets()).isEqualTo(4);
    long size = Files.size(file);
    assertThat(told.subList(told.size() - 2, told.size())).containsExactly(size, size);
  }

  @Test
  void shouldReadAPackedFileUpToWhereItIsCut() {
    var capture = CaptureBuilder.pcap();
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80).open().rst();
    byte[] packed = capture.packed();
    var summary = CaptureBuilder.read(Arrays.copyOf(packed, packed.length - 12), packet -> {});
    assertThat(summary.damage()).isNotNull();
  }

  @Test
  void shouldSayWhatIsNotACapture() {
    assertThatThrownBy(() -> CaptureBuilder.read(new byte[0], packet -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("empty");
    byte[] text = "Hello, world".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CaptureBuilder.read(text, packet -> {}))
        .hasMessageContaining("not a pcap or pcapng capture: begins with 48656c6c");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldReadEveryCutUpToTheCut(boolean ng) {
    CaptureBuilder capture = ng ? CaptureBuilder.pcapng() : CaptureBuilder.pcap();
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80).open();
    byte[] whole = capture.bytes();
    for (int length = 4; length < whole.length; length++) {
      List<Long> frames = new ArrayList<>();
      var summary = CaptureBuilder.read(Arrays.copyOf(whole, length), p -> frames.add(p.frame()));
      assertThat(summary.packets()).isEqualTo(frames.size()).isLessThan(3);
      assertThat(summary.bytes()).isLessThanOrEqualTo(length);
    }
  }

  private static String text(Packet packet) {
    return String.format(
        "%d +%d %s:%d > %s:%d %02x",
        packet.frame(),
        packet.atNanos() - CaptureBuilder.START,
        packet.source(),
        packet.sourcePort(),
        packet.target(),
        packet.targetPort(),
        packet.flags());
  }
}
