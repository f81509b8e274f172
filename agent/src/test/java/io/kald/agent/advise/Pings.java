package io.kald.agent.advise;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Samples for tests. */
final class Pings {
  private static final long MILLI = 1_000_000;

  private Pings() {}

  /** Two outputs of ping: 1 is the even path, 2 the uneven one. */
  static Samples seed(int number) throws IOException, UnreadableException {
    String name = "ping-test-" + number + ".txt";
    try (InputStream in = Objects.requireNonNull(Pings.class.getResourceAsStream(name))) {
      return PingFile.read(in, name);
    }
  }

  static Samples read(String text) throws IOException, UnreadableException {
    return read(text.getBytes(UTF_8));
  }

  static Samples read(byte[] bytes) throws IOException, UnreadableException {
    return PingFile.read(new ByteArrayInputStream(bytes), "FILE");
  }

  /** Milliseconds; below 0 is a loss. */
  static Samples of(double... millis) {
    long[] nanos = new long[millis.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = millis[i] < 0 ? Samples.LOST : Math.round(millis[i] * MILLI);
    }
    return new Samples("a test", true, nanos);
  }

  /** {@code "....xx."}: a dot is an answer after a millisecond, an x a loss. */
  static Samples of(String pattern) {
    return of(pattern.chars().mapToDouble(mark -> mark == 'x' ? -1 : 1).toArray());
  }
}
