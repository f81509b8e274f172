package io.kald.probe.name;

import java.nio.file.Path;

/**
 * The files that say how this machine resolves names.
 *
 * @param hosts hosts(5)
 * @param resolvConf resolv.conf(5)
 * @param nsswitch nsswitch.conf(5)
 * @param gaiConf gai.conf(5)
 * @param dnsPort the port of name servers, 1 to 65535
 */
record NameFiles(Path hosts, Path resolvConf, Path nsswitch, Path gaiConf, int dnsPort) {
  private static final int DNS = 53;

  /** Those of this machine. */
  static final NameFiles SYSTEM = in(Path.of("/etc"), DNS);

  /** Those in a directory. */
  static NameFiles in(Path directory, int dnsPort) {
    return new NameFiles(
        directory.resolve("hosts"),
        directory.resolve("resolv.conf"),
        directory.resolve("nsswitch.conf"),
        directory.resolve("gai.conf"),
        dnsPort);
  }
}
