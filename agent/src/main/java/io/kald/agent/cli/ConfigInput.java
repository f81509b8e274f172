package io.kald.agent.cli;

import io.kald.agent.config.Config;
import io.kald.agent.config.ConfigException;
import io.kald.agent.config.ConfigFile;
import io.kald.agent.config.Problem;
import io.kald.agent.text.ErrorText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A configuration as commands take it: what is wrong with it is told, line by line. */
public final class ConfigInput {
  private ConfigInput() {}

  /** Reads a configuration. */
  @FunctionalInterface
  public interface Source {
    /**
     * Reads it.
     *
     * @throws IOException when it cannot be read
     * @throws ConfigException when it is not valid
     */
    Config load() throws IOException, ConfigException;
  }

  /**
   * The configuration in a file, or null when it is invalid and everything wrong with it has been
   * told.
   */
  static @Nullable Config load(Path file, Console console) {
    return load(() -> ConfigFile.load(file, System.getenv()), file, console);
  }

  /**
   * What a source gives, or null when it is invalid and everything wrong with it has been told.
   *
   * @param file what messages call it
   */
  public static @Nullable Config load(Source source, Path file, Console console) {
    try {
      return source.load();
    } catch (ConfigException e) {
      for (Problem problem : e.problems()) {
        console.err().println(problem);
      }
      int count = e.problems().size();
      console
          .err()
          .printf("%s is not valid: %d %s%n", file, count, count == 1 ? "mistake" : "mistakes");
      return null;
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, unreadable(file.toString(), e));
    }
  }

  /** Why a configuration cannot be read, as a sentence that names it. */
  public static String unreadable(String file, IOException e) {
    return e instanceof NoSuchFileException
        ? file + ": no such file"
        : file + " cannot be read: " + ErrorText.of(e);
  }
}
