package io.kald.agent.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of this checkout that people read and write. */
final class Repository {
  /** Tests run in the directory of their module. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", ".vscode");
  private static final Set<String> TEXTS =
      Set.of("java", "md", "py", "sh", "yml", "yaml", "xml", "properties", "html", "c", "h");
  private static final Set<String> NAMES = Set.of("verify", "kald", "healthy", "Dockerfile");

  private Repository() {}

  /** Every file, as a path below the root. */
  static List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              return NOT_OURS.contains(directory.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(ROOT.relativize(file));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** The files whose text is written by hand. */
  static List<Path> texts() {
    return files().stream().filter(Repository::text).toList();
  }

  private static boolean text(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? NAMES.contains(name) : TEXTS.contains(name.substring(dot + 1));
  }

  static String read(Path belowRoot) {
    try {
      return Files.readString(ROOT.resolve(belowRoot));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
