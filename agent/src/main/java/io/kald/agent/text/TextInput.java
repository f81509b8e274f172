package io.kald.agent.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bounds to what is read line by line: a device, or a file that is no text, has lines without an
 * end. Any thread.
 */
public final class TextInput {
  /** Bytes after which a line is no line; logs and journals have none of a hundredth of it. */
  public static final int MOST_IN_A_LINE = 16 << 20;

  private static final int TYPE = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int BLOCK_DEVICE = 0060000;

  private TextInput() {}

  /**
   * Refuses what cannot be read twice, or has no end. What is not there is left to whoever opens
   * it.
   *
   * @throws IOException with a sentence about a file that the sentence around it names
   */
  public static void requireFile(Path path) throws IOException {
    refuseDevice(path);
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException("it is a pipe, a socket or a directory (expected: a file)");
    }
  }

  /**
   * Refuses what has no end.
   *
   * @throws IOException with a sentence about a file that the sentence around it names
   */
  public static void refuseDevice(Path path) throws IOException {
    if (isDevice(path)) {
      throw new IOException("it is a device (expected: a file)");
    }
  }

  /**
   * The failure of a line that does not end.
   *
   * @param fromByte where it begins, from 0
   */
  public static IOException endless(long fromByte) {
    return new IOException(
        "no line ends in the "
            + (MOST_IN_A_LINE >> 20)
            + " MiB from byte "
            + fromByte
            + " on (expected: text)");
  }

  private static boolean isDevice(Path path) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try {
      int type = (int) Files.getAttribute(path, "unix:mode") & TYPE;
      return type == CHARACTER_DEVICE || type == BLOCK_DEVICE;
    } catch (UnsupportedOperationException e) {
      // A file system of another kind of machine, which has no devices among its files.
      return false;
    }
  }
}
