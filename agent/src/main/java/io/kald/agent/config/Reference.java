package io.kald.agent.config;

import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.ProbeKind;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import java.util.ArrayList;
import java.util.List;

/** The tables of keys as people read them: the rows of CONFIGURATION.md and of kald.yaml(5). */
public final class Reference {
  private Reference() {}

  /**
   * One section of the file.
   *
   * @param about a sentence or two in Markdown
   * @param keys each in the section that describes it, where several have it
   */
  public record SectionRows(String name, boolean list, String about, List<KeyRow> keys) {}

  /**
   * One key.
   *
   * @param placeholder the kind of its value: {@code <duration>}
   * @param absent what leaving it out means: {@code required}, or {@code default ...}
   * @param expected what is accepted
   * @param about a sentence or two in Markdown
   */
  public record KeyRow(
      String name, String placeholder, String absent, String expected, String about) {}

  /** All sections, in the order of the page. */
  public static List<SectionRows> sections() {
    return Document.SECTIONS.stream().map(Reference::rows).toList();
  }

  private static SectionRows rows(Keys keys) {
    List<KeyRow> rows = new ArrayList<>();
    keys.all().stream().filter(key -> !shared(keys, key)).map(Reference::row).forEach(rows::add);
    if (keys == DefaultKeys.DEFAULTS) {
      Kinds.all().forEach(kind -> addKind(rows, kind));
    }
    return new SectionRows(keys.section(), keys.isList(), keys.about(), rows);
  }

  /** A kind that has its keys flat as well is a row, as they have rows already. */
  private static void addKind(List<KeyRow> rows, ProbeKind<?> kind) {
    Keys keys = kind.keys();
    if (!kind.flat()) {
      keys.all().forEach(key -> rows.add(row(keys.section() + "." + key.shortName(), key)));
      return;
    }
    String about =
        "The keys of "
            + kind.name()
            + " in a section of their own, in place of "
            + String.join(", ", keys.all().stream().map(key -> "`" + key.name() + "`").toList())
            + ". A key stands in one of the two places.";
    rows.add(
        new KeyRow(
            keys.section(), "<keys>", "default: none", String.join(", ", keys.names()), about));
  }

  private static boolean shared(Keys keys, Key<?> key) {
    return keys.isList()
        ? ProbeKeys.SHARED.contains(key)
        : keys == DefaultKeys.DEFAULTS && DefaultKeys.OF_PHONES.contains(key);
  }

  private static KeyRow row(Key<?> key) {
    return row(key.name(), key);
  }

  private static KeyRow row(String name, Key<?> key) {
    String absent =
        switch (key.presence()) {
          case DEFAULT -> "default `" + key.absent() + "`";
          case OPTIONAL ->
              key.absent().startsWith("required") ? key.absent() : "default: " + key.absent();
          case REQUIRED -> "required";
        };
    return new KeyRow(name, key.type().placeholder(), absent, key.type().expected(), key.about());
  }
}
