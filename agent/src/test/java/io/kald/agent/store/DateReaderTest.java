package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DateReaderTest {
  /** 1970 to 2262, in microseconds. */
  private static final long MOST_MICROS = Long.MAX_VALUE / 1000;

  @Property
  void shouldReadTheDatesThatAreWritten(
      @ForAll List<@LongRange(max = MOST_MICROS) Long> micros,
      @ForAll List<@LongRange(max = 5_000_000) Long> soonAfter) {
    TimeText writer = new TimeText();
    DateReader reader = new DateReader();
    for (Long each : micros) {
      assertThat(reader.epochNanos(new String(writer.date(each * 1000)))).isEqualTo(each * 1000);
    }
    for (Long each : soonAfter) {
      assertThat(reader.epochNanos(new String(writer.date(each * 1000)))).isEqualTo(each * 1000);
    }
  }
}
