package io.kald.agent.cli;

import io.kald.agent.config.Reference;
import io.kald.agent.config.Reference.KeyRow;
import io.kald.agent.config.Reference.SectionRows;
import java.util.Locale;

/** kald.yaml(5): every key of the configuration, from the tables that read it. */
final class ConfigManPage {
  static final String NAME = "kald.yaml";

  private ConfigManPage() {}

  /** The page; {@code version} stands at its bottom. */
  static String of(String version) {
    Roff out = new Roff();
    out.title(NAME, 5, version, "File Formats");
    out.name(NAME, "configuration of kald");
    out.section("DESCRIPTION");
    out.text(
        "One YAML file, UTF-8. A file with a mistake is never used in part; kald check names every"
            + " mistake with its line and column. Times are written as 500ms, 5s or 1m30s, sizes"
            + " as 64MiB or 1GiB.",
        "",
        "  services:",
        "    - name: router",
        "      host: 192.0.2.1",
        "    - name: web",
        "      type: tcp",
        "      host: www.example.net",
        "      port: 443");
    for (SectionRows section : Reference.sections()) {
      out.section(section.name().toUpperCase(Locale.ROOT));
      out.text(plain(section.about()));
      section.keys().forEach(key -> item(out, key));
    }
    out.section("SEE ALSO");
    out.reference("kald-check", 1);
    out.reference("kald-run", 1);
    return out.toString();
  }

  private static void item(Roff out, KeyRow key) {
    out.item(
        Roff.bold(key.name()) + ": " + Roff.italic(key.placeholder()),
        plain(key.absent() + "; " + key.expected() + ". ") + plain(key.about()));
  }

  /** The tables are written in Markdown: code marks and the targets of links go. */
  private static String plain(String markdown) {
    return markdown
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .replace("`", "")
        .replace("**", "");
  }
}
