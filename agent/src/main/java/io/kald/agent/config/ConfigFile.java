package io.kald.agent.config;

import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file. Each call reads anew; nothing is kept. Any thread. */
public final class ConfigFile {
  /** A larger file is refused. */
  public static final int MAX_BYTES = SourceText.MAX_BYTES;

  private ConfigFile() {}

  /**
   * Reads a file. Relative names in it start at its own directory.
   *
   * @param environment what {@code ${NAME}} is filled from
   * @throws IOException when the file cannot be read
   * @throws ConfigException when it can, and is not a configuration; it names every mistake
   */
  public static Config load(Path file, Map<String, String> environment)
      throws IOException, ConfigException {
    Problems problems = new Problems(file.toString());
    SourceText.checkSize(file, problems);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(SourceText.MAX_BYTES + 1);
    }
    Path parent = file.toAbsolutePath().getParent();
    Path base = parent == null ? file.toAbsolutePath() : parent;
    return build(SourceText.decode(bytes, problems), problems, base, file, environment);
  }

  /**
   * Reads a text. Relative names in it start at the working directory.
   *
   * @param name what messages call the text
   * @param environment what {@code ${NAME}} is filled from
   * @throws ConfigException when it is not a configuration; it names every mistake
   */
  public static Config parse(String name, String text, Map<String, String> environment)
      throws ConfigException {
    Problems problems = new Problems(name);
    return build(SourceText.check(text, problems), problems, Path.of(""), null, environment);
  }

  private static Config build(
      @Nullable String text,
      Problems problems,
      Path base,
      @Nullable Path file,
      Map<String, String> environment)
      throws ConfigException {
    Node root = text == null ? null : YamlTree.read(text, problems);
    if (root == null) {
      problems.throwIfAny();
      throw new IllegalStateException("no tree and no problem");
    }
    Section.Context context = new Section.Context(problems, new Placeholders(environment));
    Document document = new Document(root, context);
    List<Monitored> monitored = monitored(document, root, context, base);
    Directories directories = new Directories(base, file);
    Config config =
        new Config(
            monitored,
            WebConfig.read(document.section(WebConfig.KEYS), new Secrets(base, file)),
            MetricsConfig.read(document.section(MetricsConfig.KEYS)),
            JournalConfig.read(document.section(JournalConfig.KEYS), directories),
            WitnessConfig.read(document.section(WitnessConfig.KEYS), directories),
            LogConfig.read(document.section(LogConfig.KEYS)),
            EngineKeys.read(document.section(EngineKeys.KEYS), monitored),
            problems.warnings());
    problems.throwIfAny();
    return config;
  }

  private static List<Monitored> monitored(
      Document document, Node root, Section.Context context, Path base) {
    Section defaults = document.section(DefaultKeys.DEFAULTS);
    Names names = new Names();
    ServicesReader services = new ServicesReader(defaults, context, names);
    List<Monitored> all = new ArrayList<>();
    all.addAll(
        services.read(document.items(ProbeKeys.KEEPALIVES), document.items(ProbeKeys.SERVICES)));
    List<Phone> phones =
        new PhonesReader(defaults, context, names, base).read(document.items(PhoneKeys.PHONES));
    services.warn(root, phones.size());
    all.addAll(phones);
    return all;
  }
}
