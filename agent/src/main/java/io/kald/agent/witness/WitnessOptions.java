package io.kald.agent.witness;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the witness looks and what it keeps.
 *
 * @param interfaces where it captures; {@code any} is all of them
 * @param bufferBytes room the kernel has for packets that wait, of each interface
 * @param snapLength bytes kept of a packet
 * @param overrules whether failures that packets show to be this machine's are overruled
 * @param keeping what is kept of the packets, or null: nothing
 */
public record WitnessOptions(
    List<String> interfaces,
    int bufferBytes,
    int snapLength,
    boolean overrules,
    @Nullable Keeping keeping) {
  /** Takes a copy of the list. */
  public WitnessOptions {
    interfaces = List.copyOf(interfaces);
  }

  /**
   * What is kept on disk.
   *
   * @param directory where the ring's files are; slices are in {@code captures} below it
   * @param fileBytes a file of the ring that reaches it is followed by a new one
   * @param totalBytes the oldest files of the ring go when all together are larger
   * @param slicesBytes the oldest slices go when all together are larger; 0 keeps none
   * @param beforeNanos how far a slice reaches back from its transition
   * @param afterNanos how far it goes on after it
   */
  public record Keeping(
      Path directory,
      long fileBytes,
      long totalBytes,
      long slicesBytes,
      long beforeNanos,
      long afterNanos) {}
}
