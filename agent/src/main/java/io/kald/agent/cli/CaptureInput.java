package io.kald.agent.cli;

import io.kald.agent.pcap.CaptureReader;
import io.kald.agent.pcap.CaptureSummary;
import io.kald.agent.pcap.PacketHandler;
import io.kald.agent.pcap.Progress;
import io.kald.agent.pcap.UnreadableCaptureException;
import io.kald.agent.text.ErrorText;
import io.kald.agent.text.TextInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A capture as commands take it: a file, or {@code -} for standard input. */
final class CaptureInput {
  private static final String STANDARD_INPUT = "-";

  // deps
  private final String name;
  private final InputStream in;

  /** {@code in} is what {@code -} stands for. */
  CaptureInput(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /** What messages call it. */
  String name() {
    return name.equals(STANDARD_INPUT) ? "standard input" : name;
  }

  /** Whether it can be read but once. */
  boolean once() {
    return name.equals(STANDARD_INPUT)
        || (Files.exists(file()) && !Files.isRegularFile(file()) && !Files.isDirectory(file()));
  }

  /** The file it is. */
  Path file() {
    return Path.of(name);
  }

  /** Reads it and hands out its packets; a long one shows its progress on a terminal. */
  CaptureSummary read(PacketHandler handler, Console console) throws IOException {
    try {
      if (name.equals(STANDARD_INPUT)) {
        return CaptureReader.read(in, handler);
      }
      if (Files.isDirectory(file())) {
        throw new CliException(ExitCode.USAGE, name + " is a directory, not a capture");
      }
      TextInput.refuseDevice(file());
      try (ProgressBar bar = new ProgressBar(console)) {
        Progress progress = bar::show;
        return CaptureReader.read(file(), handler, progress);
      }
    } catch (UnreadableCaptureException e) {
      throw new CliException(ExitCode.USAGE, name() + ": " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new CliException(ExitCode.USAGE, name + ": no such file");
    } catch (AccessDeniedException e) {
      throw new CliException(ExitCode.USAGE, name + ": this user may not read it");
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, name() + ": cannot be read: " + ErrorText.of(e));
    }
  }
}
