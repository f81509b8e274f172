package io.kald.agent.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PcapngWriterTest {
  private static final List<CaptureInterface> INTERFACES =
      List.of(
          new CaptureInterface("eth0", LinkTypes.ETHERNET, 262_144),
          new CaptureInterface("", LinkTypes.LINUX_SLL2, 0));

  /** A packet as it is written, and as it should be read. */
  record Written(
      int interfaceId, long atNanos, int wireLength, String frame, List<String> comments) {}

  @Property(tries = 200)
  void shouldBeReadAsItWasWritten(
      @ForAll("packets") List<Written> packets, @ForAll("texts") List<String> comments)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    long written;
    try (var out = new PcapngWriter(bytes, comments)) {
      for (CaptureInterface each : INTERFACES) {
        out.addInterface(each);
      }
      for (Written each : packets) {
        ByteBuffer frame = ByteBuffer.wrap(each.frame().getBytes(StandardCharsets.ISO_8859_1));
        out.write(each.interfaceId(), each.atNanos(), each.wireLength(), frame, each.comments());
      }
      out.flush();
      written = out.written();
    }
    List<Written> read = new ArrayList<>();
    CaptureSummary summary = CaptureBuilder.read(bytes.toByteArray(), p -> read.add(copy(p)));
    assertThat(read).isEqualTo(packets);
    assertThat(summary.damage()).isNull();
    assertThat(summary.comments()).isEqualTo(comments);
    assertThat(summary.interfaces()).isEqualTo(INTERFACES);
    assertThat(written).isEqualTo(bytes.size());
  }

  @Provide
  Arbitrary<List<Written>> packets() {
    Arbitrary<String> frame = Arbitraries.strings().withCharRange((char) 0, 'ÿ').ofMaxLength(300);
    return Combinators.combine(
            Arbitraries.integers().between(0, 1),
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.integers(),
            frame,
            texts())
        .as(Written::new)
        .list()
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars('é', '漢', '\n')
        .ofMinLength(1)
        .ofMaxLength(80)
        .list()
        .ofMaxSize(3);
  }

  @Example
  void shouldCutAnOverlongCommentBetweenCharacters() throws IOException {
    var bytes = new ByteArrayOutputStream();
    new PcapngWriter(bytes, List.of("x" + "漢".repeat(30_000))).close();
    String read = CaptureBuilder.read(bytes.toByteArray(), packet -> {}).comments().get(0);
    assertThat(read).isEqualTo("x" + "漢".repeat(21_844));
  }

  @Example
  void shouldRefuseAPacketOfAnUnknownInterface() throws IOException {
    try (var out = new PcapngWriter(new ByteArrayOutputStream(), List.of())) {
      assertThatThrownBy(() -> out.write(0, 1, 1, ByteBuffer.allocate(1), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("interfaceId: 0 (expected: < 0)");
    }
  }

  private static Written copy(Packet packet) {
    byte[] frame = new byte[packet.capturedLength()];
    packet.bytes().get(packet.offset(), frame);
    return new Written(
        packet.interfaceId(),
        packet.atNanos(),
        packet.wireLength(),
        new String(frame, StandardCharsets.ISO_8859_1),
        packet.comments());
  }
}
