package io.kald.agent.cli;

import io.kald.agent.advise.Advice;
import io.kald.agent.advise.AdviceJson;
import io.kald.agent.advise.AdviceText;
import io.kald.agent.advise.AdvisedPhones;
import io.kald.agent.advise.CaptureSamples;
import io.kald.agent.advise.JournalSamples;
import io.kald.agent.advise.PingFile;
import io.kald.agent.advise.Samples;
import io.kald.agent.advise.UnreadableException;
import io.kald.agent.pcap.CaptureReader;
import io.kald.agent.pcap.UnreadableCaptureException;
import io.kald.agent.text.ErrorText;
import io.kald.agent.text.TextInput;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald advise}. */
final class AdviseCommand implements Command {
  private static final String OUTPUT = "--output";
  private static final String STANDARD_INPUT = "-";

  // deps
  private final InputStream in;

  /** {@code in} is what {@code -} stands for. */
  AdviseCommand(InputStream in) {
    this.in = in;
  }

  private enum Output {
    TEXT,
    JSON
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
                this,
                "advise",
                "Says from the output of ping, from a capture or from kald's journal whether phones"
                    + " on that path want Normal or Delayed failure detection, and why.",
                "",
                "It reads ping of Linux, BSD, macOS, Windows (English, German) and Cisco IOS,"
                    + " fping, and kald probe -o json; which one it is, it sees for itself.",
                "",
                "From a capture (pcap, pcapng) it takes the KeepAlives of phones and echoes, from"
                    + " kald's own journal the KeepAlives that the phones of kald run"
                    + " sent, and advises for each path or phone.")
            .addPositional(
                Options.parameter(
                    String.class,
                    "FILE",
                    null,
                    "The output of ping; - for standard input; the directory of kald's journal or a"
                        + " file of it, *.jsonl."))
            .addOption(
                Options.oneOf(OUTPUT, Output.class, "FORM")
                    .names("-o", OUTPUT)
                    .description("text (default), or json: one object, on a line for each phone.")
                    .build());
    spec.usageMessage()
        .footer("", "Exits with 0 when there is advice, with 2 when FILE gives none.");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws IOException {
    String file = Options.positional(asked, String.class);
    Output form = Options.<Output>value(asked, OUTPUT).orElse(Output.TEXT);
    try {
      SortedMap<String, Samples> phones = phones(file);
      if (!phones.isEmpty()) {
        return advise(phones, form, console);
      }
      Samples samples = pings(file);
      write(samples, PingFile.advise(samples, name(file)), form, console);
      return ExitCode.YES;
    } catch (UnreadableException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (UnreadableCaptureException e) {
      throw new CliException(ExitCode.USAGE, file + ": " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new CliException(ExitCode.USAGE, file + ": no such file");
    } catch (AccessDeniedException e) {
      throw new CliException(ExitCode.USAGE, e.getFile() + ": this user may not read it");
    } catch (IOException e) {
      throw new CliException(
          ExitCode.USAGE, name(file) + ": cannot be read: " + ErrorText.withFile(e));
    }
  }

  /** Advises for each phone it can; why it cannot for the others goes beside the answer. */
  private static ExitCode advise(SortedMap<String, Samples> phones, Output form, Console console) {
    int advised = 0;
    AdvisedPhones together = new AdvisedPhones();
    for (Map.Entry<String, Samples> phone : phones.entrySet()) {
      try {
        Advice advice = JournalSamples.advise(phone.getValue());
        if (form == Output.JSON) {
          AdviceJson.write(phone.getKey(), phone.getValue(), advice, console.out());
        } else {
          together.add(phone.getKey(), phone.getValue(), advice);
        }
        advised++;
      } catch (UnreadableException e) {
        console.err().println(phone.getKey() + ": no advice: " + e.getMessage());
      }
    }
    together.write(console.out());
    return advised > 0 ? ExitCode.YES : ExitCode.USAGE;
  }

  private static void write(Samples samples, Advice advice, Output form, Console console) {
    if (form == Output.JSON) {
      AdviceJson.write("", samples, advice, console.out());
    } else {
      AdviceText.write(samples, advice, console.out());
    }
  }

  /** By phone; empty when this is no journal, or a file without phones: it may be of a probe. */
  private static SortedMap<String, Samples> phones(String file)
      throws UnreadableException, IOException {
    if (file.equals(STANDARD_INPUT)) {
      return Collections.emptySortedMap();
    }
    TextInput.refuseDevice(Path.of(file));
    boolean directory = Files.isDirectory(Path.of(file));
    // What a pipe has given to a look is gone.
    if (Files.isRegularFile(Path.of(file)) && CaptureReader.looksLikeCapture(Path.of(file))) {
      return captured(file);
    }
    if (!directory && !file.endsWith(".jsonl")) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, Samples> phones = JournalSamples.read(Path.of(file));
    if (directory && phones.isEmpty()) {
      throw new CliException(
          ExitCode.USAGE,
          file
              + ": no KeepAlive of a phone in its files kald-*.jsonl (expected: the journal of a"
              + " daemon with phones, or the output of ping)");
    }
    return phones;
  }

  /** By path: phones with their nodes, and echoes. */
  private static SortedMap<String, Samples> captured(String file)
      throws UnreadableException, IOException {
    SortedMap<String, Samples> paths = CaptureSamples.read(Path.of(file));
    if (paths.isEmpty()) {
      throw new CliException(
          ExitCode.USAGE,
          file + ": no KeepAlive of a phone and no echo in this capture (expected: one or more)");
    }
    return paths;
  }

  private Samples pings(String file) throws UnreadableException, IOException {
    if (file.equals(STANDARD_INPUT)) {
      return PingFile.read(in, name(file));
    }
    try (InputStream opened = open(Path.of(file))) {
      return PingFile.read(opened, name(file));
    }
  }

  /** Of a pipe, the stream of a channel does not know how much is there, and fails. */
  private static InputStream open(Path file) throws IOException {
    return Files.exists(file) && !Files.isRegularFile(file)
        ? new FileInputStream(file.toFile())
        : Files.newInputStream(file);
  }

  private static String name(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }
}
