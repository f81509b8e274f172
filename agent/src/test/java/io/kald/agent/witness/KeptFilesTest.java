package io.kald.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.pcap.CaptureInterface;
import io.kald.agent.pcap.CaptureReader;
import io.kald.agent.pcap.LinkTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept stays within its bounds, under names that harm nobody. */
class KeptFilesTest {
  private static final long AT = 1_795_234_045_123_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private final Path dir;

  KeptFilesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @ParameterizedTest
  @CsvSource({
    "web, web",
    "shop/eu:443, shop_eu_443",
    "../../etc/passwd, _._.._etc_passwd",
    "-rf, _rf",
    "'a b;c', a_b_c"
  })
  void shouldMakeAFileNameOfAnyService(String service, String name) {
    assertThat(KeptFiles.fileName(service)).isEqualTo(name);
    assertThat(dir.resolve(KeptFiles.fileName(service)).normalize().getParent()).isEqualTo(dir);
  }

  @Test
  void shouldNotTakeANameThatIsTaken() throws IOException {
    Path first = KeptFiles.fresh(dir, "web-", AT);
    Files.createFile(first);
    assertThat(first.getFileName()).hasToString("web-20261121T040725.123Z.pcapng");
    assertThat(KeptFiles.fresh(dir, "web-", AT).getFileName())
        .hasToString("web-20261121T040725.124Z.pcapng");
  }

  @Test
  void shouldDeleteTheOldestAndNothingOfOthers() throws IOException {
    Path old = file("kald-20261121T010000.000Z.pcapng", 100, 1);
    Path young = file("kald-20261121T020000.000Z.pcapng", 100, 2);
    Path others = file("notes.pcapng", 1000, 0);
    assertThat(KeptFiles.makeRoom(dir, "kald-", 150)).isEqualTo(100);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(others).exists();
  }

  @Test
  void shouldGoRoundWithinItsBounds() throws IOException {
    List<CaptureInterface> any = List.of(new CaptureInterface("any", LinkTypes.LINUX_SLL, 128));
    var keeping = new WitnessOptions.Keeping(dir, 10_000, 30_000, 0, 0, 0);
    try (Ring ring = new Ring(keeping, any)) {
      for (int i = 0; i < 1000; i++) {
        ring.write(0, new RawPacket(AT + i * SECOND, 100, ByteBuffer.allocate(100)));
        assertThat(ring.bytes()).isLessThan(30_200);
      }
      ring.flush();
      assertThat(ring.since(AT + 999 * SECOND)).hasSize(1);
    }
    long packets = 0;
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.toList()) {
        var read = CaptureReader.read(file, packet -> {});
        assertThat(read.damage()).isNull();
        packets += read.packets();
      }
    }
    assertThat(packets).isBetween(75L, 220L);
  }

  private Path file(String name, int bytes, long at) throws IOException {
    Path path = Files.write(dir.resolve(name), new byte[bytes]);
    return Files.setLastModifiedTime(path, FileTime.fromMillis(at));
  }
}
