package io.kald.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.daemon.Wired;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceCommandTest {
  private static final String PHONE = "SEP001122334455";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Cli cli =
      new Cli(
          new Wired(), new Console(new PrintWriter(out, true), new PrintWriter(err, true), false));
  private Path directory;

  @BeforeEach
  void makeDirectory(@TempDir Path temporary) {
    directory = temporary;
  }

  @Test
  void shouldBeContentWhenNothingIsMissing() throws Exception {
    write("cucm1_00000002.txt", keepAlives(86_390, 10));
    writeZipped("cucm1_00000001.txt.gz", keepAlives(86_300, 9));

    assertThat(trace(directory.toString())).isZero();
    assertThat(out.toString())
        .startsWith(
            "cucm1: 1 device, 19 KeepAlives, 0 on backup links; 0 gaps, 0 missed\n\n"
                + PHONE
                + "\n")
        .contains("cucm1: 19 keepalives every 10 s, 23:58:20.000 to +1d 00:01:20.000; registered")
        .contains("0 gaps, 0 disagreements");
  }

  @Test
  void shouldTellGapsAndExitWithOne() throws Exception {
    List<String> lines = keepAlives(0, 12);
    lines.subList(4, 7).clear();
    lines.add("00:02:00.000 |KeepAliveMessage nobody can read");
    write("cucm1.txt", lines);

    assertThat(trace(directory.resolve("cucm1.txt").toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("    00:00:30.000 to 00:01:10.000: 3 missed\n")
        .contains("1 device; 10 records, 9 of them about phones, 1 that cannot be read")
        .contains("1 gap, 0 disagreements");
  }

  @Test
  void shouldLayTheJournalBeside() throws Exception {
    List<String> lines = keepAlives(43_200, 4);
    lines.remove(2);
    write("some_0001.txt", lines);
    List<String> journal = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      journal.add(
          "{\"at\":\"2026-11-21T12:00:"
              + i
              + "0.200Z\",\"mono\":2,\"event\":\"sccp-keepalive\",\"group\":\"desk\",\"device\":\""
              + PHONE
              + "\",\"node\":\"cucm1\",\"link\":\"active\",\"verdict\":\"sccp-acked\","
              + "\"sent_at\":\"2026-11-21T12:00:"
              + i
              + "0.100Z\",\"sent\":1,\"rtt\":0.1}");
    }
    Path journals = Files.createDirectory(directory.resolve("journal"));
    Files.write(
        journals.resolve("kald-20261121T000000.000Z.jsonl"), journal, StandardCharsets.UTF_8);

    int code =
        trace(
            "cucm1=" + directory.resolve("some_0001.txt"),
            "--journal",
            journals.toString(),
            "--phone",
            "desk=" + PHONE,
            "--zone",
            "UTC");
    assertThat(out.toString())
        .contains(
            "sep001122334455 at cucm1, 2026-11-21 12:00:20.100: kald's journal has sccp-acked, the"
                + " trace nothing")
        .contains(
            "cucm1: 1 device, 3 KeepAlives", "; 3 compared with kald's journal, 1 disagreement\n")
        .contains("4 KeepAlives in kald's journal, 3 of the traces compared with them")
        .contains("1 disagreement");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void shouldWriteOneObjectForPrograms() throws Exception {
    write("cucm1.txt", keepAlives(0, 5));

    assertThat(trace("-o", "json", directory.resolve("cucm1.txt").toString())).isZero();
    assertThat(out.toString())
        .startsWith("{\"nodes\":[{\"node\":\"cucm1\",\"devices\":1,\"keepalives\":5,")
        .contains(
            "\"devices\":[{\"device\":\""
                + PHONE
                + "\",\"nodes\":[{\"node\":\"cucm1\","
                + "\"keepalives\":5,\"acks\":0,\"backup_drops\":0,\"interval\":10.0,")
        .contains("\"gaps\":[],\"gaps_left_out\":0}]}],\"disagreements\":[],\"records\":5,")
        .endsWith("}\n");
  }

  @Test
  void shouldExitWithTwoWhenThereIsNothingToRead() throws Exception {
    write("other.txt", List.of("what is this", "00:00:00.000 |Digit analysis"));
    Path broken = directory.resolve("broken.gz");
    Files.writeString(broken, "no gzip");

    assertThat(trace(directory.resolve("other.txt").toString())).isEqualTo(2);
    assertThat(trace(broken.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("kald: cannot read broken: Not in GZIP format");
    assertThat(trace(directory.resolve("missing").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("kald: cannot read missing: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a --zone Mars/Base  | --zone: Mars/Base (expected: a zone such as Europe/Berlin",
        "a --date today      | --date: today (expected: a date such as 2026-11-21)",
        "a --phone desk      | --phone: desk (expected: SERVICE=DEVICE)",
        "a --tolerance 2h    | --tolerance: 2h (expected: 1ms ~ 1m)",
        "a --journal /no/such| the journal cannot be read",
        "--zone UTC          | [NODE=]FILE is missing",
      })
  void shouldRefuseWhatCannotBeRead(String line, String message) {
    assertThat(trace(line.split(" +", -1))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  private List<String> keepAlives(int fromSecond, int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int second = (fromSecond + 10 * i) % 86_400;
      lines.add(
          String.format(
              Locale.ROOT,
              "%02d:%02d:%02d.000 |InboundStim - KeepAliveMessage - Send KeepAlive to Device"
                  + " Controller. DeviceName=%s, TCPPid = [1.100.9.2742], IPAddr=10.1.1.13,"
                  + " Port=17994, Device Controller=[1,50,1369]|1,100,49,1.1^10.1.1.13^%s",
              second / 3600,
              second / 60 % 60,
              second % 60,
              PHONE,
              PHONE));
    }
    return lines;
  }

  private void write(String name, List<String> lines) throws IOException {
    Files.write(directory.resolve(name), lines, StandardCharsets.US_ASCII);
  }

  private void writeZipped(String name, List<String> lines) throws IOException {
    try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name)))) {
      zip.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private int trace(String... words) {
    String[] line = new String[words.length + 1];
    line[0] = "trace";
    System.arraycopy(words, 0, line, 1, words.length);
    return cli.execute(line);
  }
}
