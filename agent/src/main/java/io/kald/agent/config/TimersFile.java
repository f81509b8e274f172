package io.kald.agent.config;

import io.kald.agent.timers.PortIdle;
import io.kald.agent.timers.Presets;
import io.kald.agent.timers.TimerRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the timers of a box that is like one of the presets, but not in everything. */
public final class TimersFile {
  private static final String EXAMPLE = "timers:";

  private TimersFile() {}

  /**
   * Reads a file.
   *
   * @throws IOException when the file cannot be read
   * @throws ConfigException when it can, and is no file of timers; it names every mistake
   */
  public static TimerRules load(Path file) throws IOException, ConfigException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(SourceText.MAX_BYTES + 1);
    }
    Problems problems = new Problems(file.toString());
    Path name = file.getFileName();
    return build(
        name == null ? file.toString() : name.toString(),
        SourceText.decode(bytes, problems),
        problems);
  }

  /**
   * Reads a text.
   *
   * @param name what messages call it
   * @throws ConfigException when it is no file of timers; it names every mistake
   */
  public static TimerRules parse(String name, String text) throws ConfigException {
    Problems problems = new Problems(name);
    return build(name, SourceText.check(text, problems), problems);
  }

  private static TimerRules build(String name, @Nullable String text, Problems problems)
      throws ConfigException {
    Node root = text == null ? null : YamlTree.read(text, problems, EXAMPLE);
    if (root == null) {
      problems.throwIfAny();
      throw new IllegalStateException("no tree and no problem");
    }
    Section.Context context = new Section.Context(problems, new Placeholders(Map.of()));
    Document document = new Document(root, context, TimerKeys.SECTIONS, EXAMPLE);
    Section timers = document.section(TimerKeys.TIMERS);
    List<PortIdle> ports = new ArrayList<>();
    int index = 0;
    for (Node item : document.items(TimerKeys.PORTS)) {
      PortIdle port = TimerKeys.port(Section.item(TimerKeys.PORTS, index, item, null, context));
      if (port != null) {
        ports.add(port);
      }
      index++;
    }
    String own = timers.optional(TimerKeys.NAME);
    TimerRules like = Presets.named(timers.value(TimerKeys.LIKE)).orElseThrow();
    TimerRules rules = TimerKeys.rules(own == null ? name : own, timers, like, ports);
    problems.throwIfAny();
    return rules;
  }
}
