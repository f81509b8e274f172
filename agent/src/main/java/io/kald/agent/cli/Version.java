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
 * @param revision short git commit, with {@code -dirty} when files differed from it; {@code
 *     unknown} when the build was not told
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
    return new Version(
        built.getProperty("version", "unknown"), built.getProperty("revision", "unknown"));
  }

  @Override
  public String toString() {
    return "kald " + version + " (" + revision + ")";
  }

  /** Gives picocli the line it prints for {@code --version}. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {current() + ", Java " + System.getProperty("java.version")};
    }
  }
}
