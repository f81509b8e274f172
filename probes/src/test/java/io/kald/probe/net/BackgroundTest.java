package io.kald.probe.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackgroundTest {
  @Test
  void shouldLowerTheCallingThreadAlone() throws Exception {
    assumeTrue(Libc.available(), "not run: needs 64-bit Linux");
    CompletableFuture<String> lowered = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              assertThat(Background.lowerThisThread()).isTrue();
              lowered.complete(niceOf(Libc.gettid()));
            });
    thread.start();
    assertThat(lowered.get(10, TimeUnit.SECONDS)).isEqualTo("10");
    assertThat(niceOf(Libc.gettid())).isEqualTo("0");
  }

  private static String niceOf(int thread) {
    try {
      String stat = Files.readString(Path.of("/proc/self/task/" + thread + "/stat"));
      // The name stands in parentheses and may hold spaces; nice is the 17th field after it.
      return stat.substring(stat.lastIndexOf(')') + 2)
          .replaceFirst("(?:\\S+ ){16}(\\S+) .*\\n?", "$1");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
