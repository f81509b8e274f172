package io.kald.agent.text;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Why something could not be read or written, in words that need no knowledge of Java. */
public final class ErrorText {
  /** Why a class was not found, as far as its user can do something about it. */
  public static final String NO_CLASS =
      "a part of kald cannot be loaded: its files are damaged or gone, or too few files may be open"
          + " (ulimit -n; kald needs at least 64)";

  private ErrorText() {}

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
    if (e instanceof EOFException) {
      return "it ends too early";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    @Nullable String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null || reason.isEmpty() ? "an error the system does not explain" : reason;
  }

  /** Of a failure of kald's own: its message. The type is for developers, who ask for the stack. */
  public static String ofFault(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "not enough memory (" + e.getMessage() + ")" + MemoryAdvice.forTwiceTheHeap();
    }
    if (e instanceof LinkageError) {
      return NO_CLASS + ": " + e.getMessage();
    }
    String message = e.getMessage();
    return message == null || message.isEmpty() ? "an unexpected state" : message;
  }

  /** Of a file that was read as a stream. */
  public static String of(UncheckedIOException e) {
    IOException cause = e.getCause();
    return cause == null ? ofFault(e) : of(cause);
  }

  /** With the file it was about, where that is known. */
  public static String withFile(IOException e) {
    @Nullable String file = e instanceof FileSystemException f ? f.getFile() : null;
    return file == null ? of(e) : file + ": " + of(e);
  }
}
