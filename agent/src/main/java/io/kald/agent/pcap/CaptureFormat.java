package io.kald.agent.pcap;

/** How a capture is laid out. */
public enum CaptureFormat {
  /** The classic format with microseconds. */
  PCAP("pcap"),
  /** The classic format with nanoseconds. */
  PCAP_NANO("pcap (nanoseconds)"),
  /** Blocks, as Wireshark writes them. */
  PCAPNG("pcapng");

  private final String words;

  CaptureFormat(String words) {
    this.words = words;
  }

  /** Its name for people. */
  public String words() {
    return words;
  }
}
