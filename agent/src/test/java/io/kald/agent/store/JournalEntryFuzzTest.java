package io.kald.agent.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Any line is an entry or none, and the same whatever was read before it. {@code JAZZER_FUZZ=1 mvn
 * -pl agent -am test -Dtest=JournalEntryFuzzTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dkald.test.args=-Djazzer.hooks=true} looks for counterexamples; without it the corpus is
 * replayed.
 */
class JournalEntryFuzzTest {
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void shouldReadAnyLine(byte[] bytes) {
    String line = new String(bytes, UTF_8);
    EntryParser parser = new EntryParser();
    JournalEntry entry = parser.read(line);
    assertThat(parser.read(line)).isEqualTo(entry);
    if (entry != null) {
      shouldBePlain(entry);
    }
  }

  private static void shouldBePlain(JournalEntry entry) {
    assertThat(entry.fields()).hasSizeLessThanOrEqualTo(EntryParser.MOST_FIELDS);
    for (Map.Entry<String, Object> field : entry.fields().entrySet()) {
      assertThat(field.getValue())
          .isInstanceOfAny(String.class, Long.class, Double.class, Boolean.class);
      Objects.requireNonNull(entry.text(field.getKey()));
      entry.spanNanos(field.getKey(), 0);
    }
  }
}
