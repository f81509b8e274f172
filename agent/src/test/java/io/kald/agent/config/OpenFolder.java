package io.kald.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * A directory that every user of this machine may enter, also when the one for temporary files is
 * in a directory that is not so.
 */
final class OpenFolder implements TempDirFactory {
  @Override
  public Path createTempDirectory(AnnotatedElementContext where, ExtensionContext test)
      throws IOException {
    return Files.setPosixFilePermissions(
        Files.createTempDirectory(Path.of("/tmp"), "kald-open"),
        PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
