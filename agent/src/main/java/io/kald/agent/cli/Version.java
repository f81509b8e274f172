package io.kald.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/**
 * What this program was built from. The build writes it; the same commit gives the same bytes.
 *
 * @param version of the release
 * @param revision short git commit, with {@code -dirty} when it was changed; {@code unknown} when
 *     built outside a git checkout
 */
public record Version(String version, String revision) {
  private static final String RESOURCE = "version.properties";

  /** The version of the classes that are running. */
  public static Version current() {
    Properties built = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        built.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(built);
  }

  static Version of(Properties built) {
    String commit = known(built, "revision");
    boolean dirty = Boolean.parseBoolean(built.getProperty("dirty"));
    return new Version(known(built, "version"), dirty ? commit + "-dirty" : commit);
  }

  @Override
  public String toString() {
    return "kald " + version + " (" + revision + ")";
  }

  /** A property the build could not fill in is left as its placeholder. */
  private static String known(Properties built, String key) {
    String value = built.getProperty(key, "");
    return value.isEmpty() || value.startsWith("${") ? "unknown" : value;
  }

  /** Gives picocli the line it prints for {@code --version}. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {current() + ", Java " + System.getProperty("java.version")};
    }
  }
}
