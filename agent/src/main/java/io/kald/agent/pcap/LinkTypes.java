package io.kald.agent.pcap;

/** Kinds of links whose packets can be read: tcpdump.org/linktypes.html. */
public final class LinkTypes {
  /** BSD loopback; four bytes of address family in the capturing machine's byte order. */
  public static final int NULL = 0;

  /** Ethernet. */
  public static final int ETHERNET = 1;

  /** Raw IP, as some BSDs number it. */
  public static final int RAW_BSD = 12;

  /** Raw IP, as OpenBSD numbers it. */
  public static final int RAW_OPENBSD = 14;

  /** Raw IP. */
  public static final int RAW = 101;

  /** OpenBSD loopback; address family in network order. */
  public static final int LOOP = 108;

  /** Linux "any", first version. */
  public static final int LINUX_SLL = 113;

  /** Raw IPv4. */
  public static final int IPV4 = 228;

  /** Raw IPv6. */
  public static final int IPV6 = 229;

  /** Linux "any", second version; names the interface. */
  public static final int LINUX_SLL2 = 276;

  private LinkTypes() {}
}
