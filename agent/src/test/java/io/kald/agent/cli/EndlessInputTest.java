package io.kald.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input without an end, or without an end of a line, ends a command with a reason. */
@Timeout(120)
@Tag("slow")
class EndlessInputTest {
  private static final String DEVICE = "it is a device (expected: a file)";
  private static final String PIPE = "it is a pipe, a socket or a directory (expected: a file)";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path directory;

  EndlessInputTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trace DEVICE | kald: cannot read DEVICE: " + DEVICE,
        "trace node=DEVICE | kald: cannot read node=DEVICE: " + DEVICE,
        "trace TRACE --journal DEVICE | kald: the journal cannot be read: " + DEVICE,
        "audit CAPTURE --journal DEVICE | kald: the journal cannot be read: " + DEVICE,
        "audit DEVICE | kald: DEVICE: cannot be read: " + DEVICE,
        "flows DEVICE | kald: DEVICE: cannot be read: " + DEVICE,
        "advise DEVICE | kald: DEVICE: cannot be read: " + DEVICE
      })
  void shouldRefuseADevice(String line, String message) throws IOException {
    for (String device : new String[] {"/dev/zero", "/dev/urandom", "/dev/null"}) {
      err.getBuffer().setLength(0);
      assertThat(execute(line.replace("DEVICE", device))).isEqualTo(2);
      assertThat(err.toString()).contains(message.replace("DEVICE", device));
    }
  }

  /** Nobody writes to it, and nobody can read it twice. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trace PIPE | kald: cannot read PIPE: " + PIPE,
        "trace TRACE --journal PIPE | kald: the journal cannot be read: " + PIPE,
        "audit CAPTURE --journal PIPE | kald: the journal cannot be read: " + PIPE,
        "audit PIPE --annotate x | kald: --annotate reads the capture twice"
      })
  void shouldRefuseAPipeThatIsReadTwice(String line, String message) throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(execute(line.replace("PIPE", pipe.toString()))).isEqualTo(2);
    assertThat(err.toString()).contains(message.replace("PIPE", pipe.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trace LONG | no line ends in the 16 MiB from byte 3 on (expected: text)",
        "trace TRACE --journal LONG | no line ends in the 16 MiB from byte 3 on (expected: text)",
        "audit CAPTURE --journal LONG | no line ends in the 16 MiB from byte 3 on (expected: text)",
        "advise LONG | no line ends in the 16 MiB from byte 3 on (expected: text)",
        "advise LONG.txt | a line of more than 1000000 characters, from character 3 on"
      })
  void shouldNameThePlaceOfALineWithoutAnEnd(String line, String message) throws IOException {
    for (String name : new String[] {"long.jsonl", "long.jsonl.txt"}) {
      Path file = Files.writeString(directory.resolve(name), "ab\n");
      try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
        grown.setLength(17 << 20);
      }
    }
    String file = directory.resolve("long.jsonl").toString();
    assertThat(execute(line.replace("LONG", file))).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("fault of kald");
  }

  @Test
  void shouldNotUnpackALineWithoutAnEnd() throws IOException {
    Path file = directory.resolve("cucm1_1.txt.gz");
    try (var zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 64; i++) {
        zipped.write(new byte[1 << 20]);
      }
    }
    assertThat(execute("trace " + directory)).isEqualTo(2);
    assertThat(err.toString())
        .contains("kald: cannot read cucm1: no line ends in the 16 MiB from byte 0 on");
  }

  @Test
  void shouldTakePingsFromAPipeWhole() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String echo = "64 bytes from 192.0.2.1: icmp_seq=%d ttl=64 time=1.0 ms\\n";
    Process writer =
        new ProcessBuilder("sh", "-c", "seq 20 | xargs printf '" + echo + "' > " + pipe).start();
    assertThat(execute("advise " + pipe)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("20");
    assertThat(writer.waitFor()).isZero();
  }

  private int execute(String line) throws IOException {
    Path trace = directory.resolve("trace.txt");
    Files.writeString(trace, "nothing\n");
    String[] words =
        line.replace("TRACE", trace.toString())
            .replace("CAPTURE", "src/main/dist/stuck-ports.pcap")
            .split(" ");
    Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
    return new Cli(new NoActions(), console).execute(words);
  }
}
