package io.kald.agent.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotatorTest {
  private final Path source;
  private final Path target;

  AnnotatorTest(@TempDir Path dir) {
    source = dir.resolve("source");
    target = dir.resolve("target.pcapng");
  }

  @Test
  void shouldCommentOnPacketsOfAnyFormat() throws IOException {
    var capture = CaptureBuilder.pcap(ByteOrder.BIG_ENDIAN, LinkTypes.RAW);
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80).open().rst();
    Files.write(source, capture.packed());
    Annotator.annotate(source, target, Map.of(2L, "late", 9L, "of no packet"));
    assertThat(comments()).containsExactly(List.of(), List.of("late"), List.of(), List.of());
    assertThat(frames(target)).isEqualTo(frames(source));
  }

  @Test
  void shouldKeepCommentsAndInterfaces() throws IOException {
    var capture = CaptureBuilder.pcapng().describe(LinkTypes.LINUX_SLL, 6);
    capture.frame(new byte[20], 90, "first").on(1, LinkTypes.LINUX_SLL).frame(new byte[5], 5, "");
    capture
        .section()
        .describe(LinkTypes.RAW, 9)
        .on(0, LinkTypes.RAW)
        .frame(new byte[4], 4, "third");
    capture.write(source);
    CaptureSummary summary = Annotator.annotate(source, target, Map.of(1L, "kald says"));
    assertThat(summary.packets()).isEqualTo(3);
    assertThat(comments())
        .containsExactly(List.of("first", "kald says"), List.of(), List.of("third"));
    List<Integer> links = new ArrayList<>();
    CaptureReader.read(target, packet -> links.add(packet.linkType()));
    assertThat(links).containsExactly(LinkTypes.ETHERNET, LinkTypes.LINUX_SLL, LinkTypes.RAW);
  }

  @Test
  void shouldNotOverwriteWhatItReads() throws IOException {
    CaptureBuilder.pcap().write(source);
    assertThatThrownBy(() -> Annotator.annotate(source, source, Map.of()))
        .hasMessageContaining("is the capture that is to be copied");
  }

  private List<List<String>> comments() throws IOException {
    List<List<String>> all = new ArrayList<>();
    CaptureReader.read(target, packet -> all.add(packet.comments()));
    return all;
  }

  private static List<String> frames(Path file) throws IOException {
    List<String> all = new ArrayList<>();
    CaptureReader.read(
        file, p -> all.add(p.frame() + " " + p.atNanos() + " " + p.source() + " " + p.flags()));
    return all;
  }
}
