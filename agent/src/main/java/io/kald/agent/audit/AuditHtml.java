package io.kald.agent.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** An audit as one page that needs nothing but a browser: no server, no other file. */
public final class AuditHtml {
  private static final String PLACE = "<script type=\"application/json\" id=\"audit\">{}</script>";
  private static final int PLACE_AT = PLACE.indexOf("{}");

  private AuditHtml() {}

  /**
   * Writes it.
   *
   * @throws IOException when the page's own template cannot be read: a fault of ours
   */
  public static void write(AuditReport report, PrintWriter out) throws IOException {
    String page = template();
    int at = page.indexOf(PLACE) + PLACE_AT;
    StringWriter data = new StringWriter(1 << 16);
    AuditJson.write(report, data, true);
    out.write(page, 0, at);
    // Data must not be able to end its own element, whatever names a capture holds.
    out.write(data.toString().replace("<", "\\u003c"));
    out.write(page, at + 2, page.length() - at - 2);
    out.flush();
  }

  private static String template() throws IOException {
    try (InputStream in = AuditHtml.class.getResourceAsStream("report.html")) {
      if (in == null) {
        throw new IOException("report.html is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
