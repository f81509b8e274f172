package io.kald.agent.config;

import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Type;
import io.kald.schema.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The witness: a capture of kald's own probes, laid beside their results while both come in.
 *
 * @param enabled whether there is one
 * @param overrules whether failures that packets show to be this machine's become not probed
 * @param interfaces where it captures; {@code any} is all of them
 * @param bufferBytes room the kernel has for packets that wait, of each interface
 * @param snapLength bytes kept of a packet
 * @param directory where packets are kept, or null: nowhere
 * @param fileSizeBytes a file of the ring that reaches it is followed by a new one
 * @param totalSizeBytes the oldest files of the ring go when all together are larger; at least
 *     twice fileSizeBytes
 * @param slicesSizeBytes the oldest slices go when all together are larger
 * @param sliceBeforeNanos how far a slice reaches back from its transition
 * @param sliceAfterNanos how far it goes on after it
 */
public record WitnessConfig(
    boolean enabled,
    boolean overrules,
    List<String> interfaces,
    long bufferBytes,
    int snapLength,
    @Nullable Path directory,
    long fileSizeBytes,
    long totalSizeBytes,
    long slicesSizeBytes,
    long sliceBeforeNanos,
    long sliceAfterNanos) {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long TIB = 1L << 40;
  private static final int MOST_INTERFACES = 8;

  /** Takes a copy of the list. */
  public WitnessConfig {
    interfaces = List.copyOf(interfaces);
  }

  static final Key<Boolean> ENABLED =
      Key.of(
          "enabled",
          Types.bool(),
          "false",
          "Whether kald captures its own probes and holds each result against the packets. Needs"
              + " libpcap and the capability CAP_NET_RAW; without them kald says so and goes on"
              + " without.");

  static final Key<Boolean> OVERRULES =
      Key.of(
          "overrules",
          Types.bool(),
          "false",
          "Whether the capture overrules failures of probes. A failure is held until the witness has"
              + " judged it, 0.5 s as a rule and 2 s at most. When the capture shows that the probe"
              + " never left this machine, or that its answer arrived in time, the result is not"
              + " probed (`not-on-wire`, `answer-dropped-here`) and moves no service. Needs"
              + " `enabled`.");

  static final Key<List<String>> INTERFACES =
      Key.of(
          "interfaces",
          new Type<>(
              Type.INTERFACES,
              "1 ~ 8 interface names, or any",
              WitnessConfig::readInterfaces,
              names -> String.join(", ", names),
              Map.of(
                  "anyOf",
                  List.of(
                      Types.map("type", "string", "pattern", "^[^\\s/:%]{1,15}(\\s*,\\s*[^,]+)*$"),
                      Types.map(
                          "type",
                          "array",
                          "items",
                          Types.map("type", "string", "pattern", "^[^\\s/:%]{1,15}$"),
                          "minItems",
                          1,
                          "maxItems",
                          MOST_INTERFACES)))),
          "any",
          "Where it captures: `any` is every interface. Name every one by which probes leave, or"
              + " probes that left elsewhere will be told as missing.");

  static final Key<Long> BUFFER =
      Key.of(
          "buffer",
          Types.size(MIB, GIB),
          "16MiB",
          "Room the kernel has for packets kald has not taken yet, of each interface. What does not"
              + " fit is dropped, and probes of that time cannot be judged.");

  static final Key<Integer> SNAP_LENGTH =
      Key.of(
          "snaplen",
          Types.integer(96, 65_535),
          "512",
          "Bytes kept of each packet. 128 are enough for TCP and ICMP probes; the messages by which"
              + " phones register are longer, and what a phone does is told by them.");

  static final Key<Optional<String>> DIRECTORY =
      Key.of(
          "directory",
          Types.text("<directory>", "a directory", Secrets::isPath, ".").orWord("none"),
          "none",
          "Where packets are kept as pcapng: all of them in a ring of files, and those around each"
              + " transition in `captures`. `none` keeps none. A relative name starts at the"
              + " configuration file.");

  static final Key<Long> FILE_SIZE =
      Key.of(
          "file-size",
          Types.size(64 * KIB, 64 * GIB),
          "16MiB",
          "A file of the ring that reaches this size is followed by a new one.");

  static final Key<Long> TOTAL_SIZE =
      Key.of(
          "total-size",
          Types.size(128 * KIB, 64 * TIB),
          "256MiB",
          "The oldest files of the ring are removed when all of them together are larger. At least"
              + " twice `file-size`.");

  static final Key<Long> SLICES_SIZE =
      Key.of(
          "slices-size",
          Types.size(0, 64 * TIB),
          "64MiB",
          "The oldest captures of transitions are removed when all of them together are larger; 0"
              + " keeps none.");

  static final Key<Long> SLICE_BEFORE =
      Key.of(
          "slice-before",
          Types.duration(0, Durations.HOUR),
          "15s",
          "How far the capture of a transition reaches back.");

  static final Key<Long> SLICE_AFTER =
      Key.of(
          "slice-after",
          Types.duration(0, Durations.HOUR),
          "5s",
          "How far the capture of a transition goes on after it.");

  static final Keys KEYS =
      Keys.of(
          "witness",
          "A capture of kald's own probes, held against their results while both come in; see"
              + " WITNESS.md.",
          ENABLED,
          OVERRULES,
          INTERFACES,
          BUFFER,
          SNAP_LENGTH,
          DIRECTORY,
          FILE_SIZE,
          TOTAL_SIZE,
          SLICES_SIZE,
          SLICE_BEFORE,
          SLICE_AFTER);

  static WitnessConfig read(Section in, Directories directories) {
    long fileSize = in.value(FILE_SIZE);
    long totalSize = in.value(TOTAL_SIZE);
    boolean enabled = in.value(ENABLED);
    Path directory = directories.read(in, DIRECTORY, enabled);
    boolean overrules = in.value(OVERRULES);
    if (overrules && !enabled) {
      in.warn(OVERRULES, "has no effect without enabled: true");
    }
    RollingFiles.checkRoom(in, FILE_SIZE, TOTAL_SIZE);
    return new WitnessConfig(
        enabled,
        overrules,
        in.value(INTERFACES),
        in.value(BUFFER),
        in.value(SNAP_LENGTH),
        directory,
        fileSize,
        totalSize,
        in.value(SLICES_SIZE),
        in.value(SLICE_BEFORE),
        in.value(SLICE_AFTER));
  }

  private static @Nullable List<String> readInterfaces(String text) {
    List<String> names = new ArrayList<>();
    for (String part : text.split(",", MOST_INTERFACES + 2)) {
      String name = part.trim();
      if (!Hosts.isDevice(name) || names.contains(name)) {
        return null;
      }
      names.add(name);
    }
    return names.size() > MOST_INTERFACES ? null : names;
  }
}
