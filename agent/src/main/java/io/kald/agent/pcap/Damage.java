package io.kald.agent.pcap;

/**
 * Where a capture stops to make sense, and why. What is before it was read.
 *
 * @param offset bytes before the record or block that is wrong; of a packed file, in what it
 *     unpacks to
 * @param text what is wrong, in plain words, without the offset
 */
public record Damage(long offset, String text) {
  /** {@code at byte 1,024: the file ends within a packet}. */
  @Override
  public String toString() {
    return String.format(java.util.Locale.ROOT, "at byte %,d: %s", offset, text);
  }
}
