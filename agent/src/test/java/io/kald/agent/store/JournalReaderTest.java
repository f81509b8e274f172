package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of all lengths, however they lie in the blocks a file is read by. */
class JournalReaderTest {
  private final Path file;

  JournalReaderTest(@TempDir Path dir) {
    this.file = dir.resolve("kald-20261121T030000.000Z.jsonl");
  }

  @Test
  void shouldHandOutLinesWhereverABlockEnds() throws IOException {
    List<String> written = new ArrayList<>();
    for (int length = 0; length < 200_000; length += 6_553) {
      written.add("é".repeat(length / 2) + length);
      written.add("");
    }
    Files.writeString(file, String.join("\n", written) + "\n");
    List<String> read = new ArrayList<>();
    assertThat(JournalReader.read(file, read::add)).isEqualTo(new Reading(written.size(), 0, 0));
    assertThat(read).isEqualTo(written);
  }

  @Test
  void shouldLeaveOutWhatIsTooLongAndCountWhatIsTorn() throws IOException {
    String longest = "x".repeat(JournalReader.LONGEST);
    Files.writeString(file, longest + "\n" + longest + "x\nafter\ntorn");
    List<String> read = new ArrayList<>();
    assertThat(JournalReader.read(file, read::add)).isEqualTo(new Reading(3, 4, 1));
    assertThat(read).containsExactly(longest, "after");
  }
}
