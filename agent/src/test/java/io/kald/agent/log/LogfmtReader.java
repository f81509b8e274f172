package io.kald.agent.log;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one logfmt line as Go's packages do. */
final class LogfmtReader {
  private final String line;
  private int at;

  private LogfmtReader(String line) {
    this.line = line;
  }

  static Map<String, String> read(String line) {
    LogfmtReader reader = new LogfmtReader(line);
    Map<String, String> fields = new LinkedHashMap<>();
    while (reader.at < line.length()) {
      String key = reader.until('=');
      fields.put(key, reader.value());
    }
    return fields;
  }

  private String value() {
    if (at == line.length() || line.charAt(at) != '"') {
      return until(' ');
    }
    StringBuilder out = new StringBuilder();
    for (at++; line.charAt(at) != '"'; at++) {
      out.append(line.charAt(at) == '\\' ? escaped() : line.charAt(at));
    }
    at += 2;
    return out.toString();
  }

  private char escaped() {
    at++;
    char kind = line.charAt(at);
    if (kind == 'u') {
      at += 4;
      return (char) Integer.parseInt(line.substring(at - 3, at + 1), 16);
    }
    return switch (kind) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> kind;
    };
  }

  private String until(char end) {
    int stop = line.indexOf(end, at);
    stop = stop < 0 ? line.length() : stop;
    String text = line.substring(at, stop);
    at = stop + 1;
    return text;
  }
}
