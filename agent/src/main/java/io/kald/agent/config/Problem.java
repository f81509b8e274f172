package io.kald.agent.config;

/**
 * One mistake in a configuration file.
 *
 * @param file the file's name as the user gave it
 * @param line from 1
 * @param column from 1, in UTF-16 units as editors count
 * @param path the key, as in {@code services[3].port}; empty when the mistake is the file's own
 * @param message what is wrong, in words
 */
public record Problem(String file, int line, int column, String path, String message) {
  @Override
  public String toString() {
    String what = path.isEmpty() ? message : path + ": " + message;
    return file + ":" + line + ":" + column + ": " + what;
  }
}
