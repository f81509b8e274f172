package io.kald.probe.name;

import io.kald.probe.time.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Name resolution by the files of a directory in place of {@code /etc}. */
public final class NameLab {
  private final Path etc;

  /** In this directory. */
  public NameLab(Path etc) {
    this.etc = etc;
  }

  /** Writes one of the files anew, such as {@code hosts}. */
  public NameLab file(String name, String... lines) {
    try {
      Files.write(etc.resolve(name), java.util.List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Name servers are asked at this port. */
  public HostNames names(int dnsPort) {
    return new HostNames(NameFiles.in(etc, dnsPort), true, NanoClock.SYSTEM);
  }
}
