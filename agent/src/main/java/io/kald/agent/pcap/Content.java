package io.kald.agent.pcap;

/** What a packet turned out to be. */
public enum Content {
  /** A TCP segment with a whole header. */
  TCP("TCP"),
  /** A UDP datagram. */
  UDP("UDP"),
  /** ICMP or ICMPv6. */
  ICMP("ICMP"),
  /** IP with something else in it. */
  OTHER_IP("other IP protocols"),
  /** A part of an IP packet that is not its first: it has no ports. */
  LATER_FRAGMENT("later fragments of IP packets"),
  /** ARP, spanning tree and the like. */
  NOT_IP("packets that are not IP"),
  /** Captured on a kind of link that cannot be read. */
  UNKNOWN_LINK("packets of an unknown kind of link"),
  /** So little was captured of it that a header is not whole. */
  CUT("packets cut off within a header"),
  /** A header that contradicts itself. */
  MALFORMED("packets with a broken header");

  private final String words;

  Content(String words) {
    this.words = words;
  }

  /** Its name for people, as plural. */
  public String words() {
    return words;
  }
}
