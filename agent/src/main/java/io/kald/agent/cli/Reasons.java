package io.kald.agent.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Why something could not be read or written, in words for who does not know Java. */
public final class Reasons {
  private Reasons() {}

  /** Of a file that the sentence around it names. */
  public static String of(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "this user may not";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "there is a file of that name";
    }
    @Nullable String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /** With the file it was about, where that is known. */
  public static String withFile(IOException e) {
    @Nullable String file = e instanceof FileSystemException f ? f.getFile() : null;
    return file == null ? of(e) : file + ": " + of(e);
  }
}
