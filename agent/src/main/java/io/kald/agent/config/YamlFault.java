package io.kald.agent.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** The scanner's complaints in plain words, and without the piece of file it would quote. */
final class YamlFault {
  private static final Map<String, String> WORDS = words();

  private YamlFault() {}

  private static Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("\\t(TAB)", "a tab (expected: spaces for indentation)");
    words.put(
        "mapping values are not allowed here",
        "a colon where no key can stand (expected: the same indentation as its neighbours, or"
            + " quotes around the text)");
    words.put("could not find expected ':'", "a key without colon (expected: key: value)");
    words.put(
        "sequence entries are not allowed here",
        "a list item where none can stand (expected: - on a line of its own)");
    words.put(
        "unexpected end of stream", "the file ends inside a quoted text (expected: closing quote)");
    words.put("<stream end>", "the file ends too early (expected: closing bracket)");
    words.put("expected <block end>", "wrong indentation (expected: as far in as its neighbours)");
    words.put(
        "expected ',' or",
        "a list or mapping in brackets goes wrong (expected: , or its end; quotes around ${...})");
    words.put("unknown escape", "an unknown escape after \\ (expected: \\n, \\\", \\\\ ...)");
    words.put("that cannot start any token", "a character that must be quoted (expected: quotes)");
    words.put(
        "unexpected document separator", "--- or ... inside a text (expected: closing quote)");
    words.put("expected the node content", "a value is missing or misplaced (expected: a value)");
    words.put(
        "undefined tag handle", "a tag ! is not supported (expected: plain values; or quotes)");
    return words;
  }

  static void note(YAMLException fault, Problems problems) {
    if (fault instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      Mark mark = marked.getProblemMark();
      String message = "not valid YAML: " + plain(String.valueOf(marked.getProblem()));
      problems.add(mark.getLine() + 1, mark.getColumn() + 1, "", message);
    } else {
      problems.add(1, 1, "", "not valid YAML: " + plain(String.valueOf(fault.getMessage())));
    }
  }

  private static String plain(String problem) {
    for (Map.Entry<String, String> word : WORDS.entrySet()) {
      if (problem.contains(word.getKey())) {
        return word.getValue();
      }
    }
    return "this cannot be read (expected: YAML)";
  }
}
