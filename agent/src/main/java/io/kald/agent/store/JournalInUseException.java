package io.kald.agent.store;

import java.io.IOException;
import java.nio.file.Path;

/** Another kald writes its journal into this directory: lines of both would be mixed up. */
public final class JournalInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The same, of a directory that the sentence around it names. */
  static final String THERE = "another kald writes its journal there";

  JournalInUseException(Path directory) {
    super("another kald writes its journal into " + directory);
  }
}
