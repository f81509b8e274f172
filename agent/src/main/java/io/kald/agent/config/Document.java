package io.kald.agent.config;

import io.kald.agent.config.Node.Entry;
import io.kald.agent.config.Node.Mapping;
import io.kald.agent.config.Node.Scalar;
import io.kald.agent.config.Node.Sequence;
import io.kald.schema.Keys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The top level of the file: its sections by name. */
final class Document {
  /** Every section, in the order of the reference page. */
  static final List<Keys> SECTIONS =
      List.of(
          DefaultKeys.DEFAULTS,
          ProbeKeys.KEEPALIVES,
          ProbeKeys.SERVICES,
          PhoneKeys.PHONES,
          WebConfig.KEYS,
          MetricsConfig.KEYS,
          JournalConfig.KEYS,
          WitnessConfig.KEYS,
          LogConfig.KEYS,
          EngineKeys.KEYS);

  // deps
  private final List<String> names;
  private final Node root;
  private final Section.Context context;

  // state
  private final Map<String, Entry> sections = new HashMap<>();

  /** Finds the sections; unknown ones and second ones are mistakes. */
  Document(Node root, Section.Context context) {
    this(root, context, SECTIONS, YamlTree.SERVICES);
  }

  /**
   * The same for a file with other sections.
   *
   * @param example what messages name as one of them
   */
  Document(Node root, Section.Context context, List<Keys> sections, String example) {
    this.names = sections.stream().map(Keys::section).toList();
    this.root = root;
    this.context = context;
    String expected = " (expected: sections such as " + example + ")";
    root.match(
        scalar -> fault(root, "", Show.kind(root) + expected),
        this::take,
        list -> fault(root, "", Show.kind(root) + expected));
  }

  private boolean take(Mapping mapping) {
    for (Entry entry : mapping.entries()) {
      Scalar key = entry.key();
      if (!names.contains(key.text())) {
        String hint = context.problems().full() ? "" : Spelling.hint(key.text(), names);
        fault(key, Show.value(key.text()), "unknown section " + hint);
        continue;
      }
      Entry first = sections.putIfAbsent(key.text(), entry);
      if (first != null) {
        int line = first.key().line();
        fault(key, key.text(), "given twice (expected: once; first in line " + line + ")");
      }
    }
    return true;
  }

  /** The section, empty when it is not there. */
  Section section(Keys keys) {
    Entry entry = sections.get(keys.section());
    Node node = entry == null ? new Scalar("", true, root.line(), root.column()) : entry.value();
    return Section.of(keys, node, context);
  }

  /** The items of a section that is a list, none when it is not there. */
  List<Node> items(Keys keys) {
    Entry entry = sections.get(keys.section());
    if (entry == null) {
      return List.of();
    }
    Node node = entry.value();
    String message = Show.kind(node) + " (expected: a list)";
    return node.match(
        scalar -> scalar.empty() ? List.of() : none(node, keys, message),
        mapping -> none(node, keys, message),
        Sequence::items);
  }

  private List<Node> none(Node at, Keys keys, String message) {
    fault(at, keys.section(), message);
    return List.of();
  }

  private boolean fault(Node at, String path, String message) {
    context.problems().add(at, path, message);
    return false;
  }
}
