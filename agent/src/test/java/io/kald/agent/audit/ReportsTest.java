package io.kald.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.kald.agent.browser.Browser;
import io.kald.agent.flow.TcpExchange.Close;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and programs get to read of an audit. */
class ReportsTest {
  private final Path directory;

  ReportsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static AuditReport seed() {
    Wire wire = Wire.judgedBy("5,3,5");
    double at = 0;
    for (int i = 0; i < 30; i++) {
      wire.good(at);
      at += 10.1 + (i * 7 % 9) / 10.0;
    }
    return wire.report();
  }

  private static AuditReport outage() {
    Wire wire = Wire.judgedByItself();
    for (int i = 0; i < 60; i++) {
      boolean dead = i >= 20 && i < 30;
      wire.tcp(i * 5, dead ? -1 : 0.001 + i * 1e-5, dead ? Close.REFUSED : Close.RST, 2000 + i);
    }
    return wire.report();
  }

  @Test
  void shouldPrintStreamsFindingsAndTheResult() {
    StringWriter text = new StringWriter();
    new AuditText(new PrintWriter(text)).write(seed());
    assertThat(text.toString())
        .containsSubsequence(
            "made.pcap: ",
            "tcp 192.0.2.9 > 192.0.2.1:51000  (TCP-51000 5 3 5) --settings 5,3,5",
            "30 probes, 30 answered",
            "09:22:16.005 unknown -> alive, answered (frame 1)",
            "keepalive-not-sent at 09:22:16.000 (frames 1, ",
            "CSCeg60264",
            "keepalive-not-sent, once: all exchanges on the wire are good",
            "Result: deviates, by 1 rule.");
  }

  @Test
  void shouldWriteOneJsonObject() throws IOException {
    StringWriter text = new StringWriter();
    AuditJson.write(seed(), new PrintWriter(text));
    try (JsonParser json = new JsonFactory().createParser(text.toString())) {
      while (json.nextToken() != null) {
        json.getText();
      }
    }
    assertThat(text.toString())
        .startsWith("{\"conforms\":false,")
        .contains("\"rule\":\"keepalive-not-sent\"")
        .contains("\"target\":\"192.0.2.1:51000\"")
        .contains("\"states\":[{\"at\":\"2005-10-20T09:22:16.005200Z\",\"frame\":1,");
  }

  @Test
  @Tag("slow")
  void shouldDrawEachStreamInABrowser() throws Exception {
    Path page = page(outage());
    Browser browser = new Browser(directory.resolve("profile"));
    String dom = browser.dump(page.toUri().toString());
    assertThat(dom)
        .contains("data-drawn=\"1\"", "Conforms.", "class=\"dots rejected\"", "class=\"down\"")
        .contains("frequency 5 s");
    browser.picture(page.toUri().toString(), directory.resolve("page.png"));
    assertThat(directory.resolve("page.png")).isNotEmptyFile();
  }

  @Test
  @Tag("slow")
  void shouldMarkWhatWasDueAndNotSent() throws Exception {
    String dom = new Browser(directory.resolve("profile")).dump(page(seed()).toUri().toString());
    assertThat(dom).containsPattern("class=\"missing\" d=\"(M[0-9.]+ 30V52){29}\"");
  }

  @Test
  @Tag("slow")
  void shouldDrawTheLinksOfAPhone() throws Exception {
    Browser browser = new Browser(directory.resolve("profile"));
    String dom = browser.dump(page(SccpRulesTest.failover()).toUri().toString());
    assertThat(dom)
        .contains("data-drawn=\"1\"", "timeline of 192.0.2.50")
        .containsPattern("class=\"registered\"[^>]*>.*class=\"registered\"")
        .containsPattern("class=\"dots sccp-acked\" d=\"(M[0-9.]+ 33h0.01){2}\"")
        .containsPattern("class=\"dots tcp-acked-only\" d=\"(M[0-9.]+ 33h0.01){3}\"");
  }

  @Test
  @Tag("slow")
  void shouldSayOnThePageWhatWasNotJudged() throws Exception {
    String dom =
        new Browser(directory.resolve("profile"))
            .dump(page(Wire.judgedByItself().good(0).report()).toUri().toString());
    assertThat(dom)
        .contains("Nothing was judged.", "1 stream is no keepalive")
        .doesNotContain(">Conforms.");
  }

  @Test
  void shouldKeepPicturesOutOfWhatProgramsRead() {
    StringWriter text = new StringWriter();
    AuditJson.write(SccpRulesTest.failover(), new PrintWriter(text));
    assertThat(text.toString()).contains("\"tcp_acked_only\":3").doesNotContain("\"words\":");
  }

  @Test
  @Tag("slow")
  void shouldLinkFindingsToFrames() throws Exception {
    String dom = new Browser(directory.resolve("profile")).dump(page(seed()).toUri().toString());
    assertThat(dom).contains("keepalive-not-sent", "frame.number in {1, ", "Deviates: 1 finding");
  }

  @Test
  void shouldNotLetNamesEndThePage() throws IOException {
    Wire wire = Wire.judgedByItself().good(0);
    StringWriter page = new StringWriter();
    AuditReport report = wire.report();
    CaptureFacts facts = new CaptureFacts("</script><script>alert(1)", 1, 0, "", 0, 1);
    AuditHtml.write(
        new AuditReport(
            facts,
            0,
            1,
            report.streams(),
            0,
            report.phones(),
            report.findings(),
            report.counts(),
            null,
            0,
            report.unseen(),
            report.mixed()),
        new PrintWriter(page));
    assertThat(page.toString()).doesNotContain("<script>alert");
  }

  private Path page(AuditReport report) throws IOException {
    Path page = directory.resolve("report.html");
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(page))) {
      AuditHtml.write(report, out);
    }
    return page;
  }
}
