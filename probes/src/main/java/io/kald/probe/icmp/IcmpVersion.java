package io.kald.probe.icmp;

import io.kald.probe.IcmpErrors;
import io.kald.probe.net.Libc;

/** The numbers in which ICMP of the two families differs. */
enum IcmpVersion {
  /** RFC 792. */
  V4(IcmpErrors.V4, Libc.AF_INET, Libc.IPPROTO_ICMP, 8, 0, 20),
  /** RFC 4443. */
  V6(IcmpErrors.V6, Libc.AF_INET6, Libc.IPPROTO_ICMPV6, 128, 129, 40);

  final IcmpErrors errors;
  final int family;
  final int protocol;
  final int requestType;
  final int replyType;
  final int ipHeaderBytes;
  final int ipLevel;
  final int recvErr;
  final int mtuDiscover;

  /** Control message with the address a packet came to: the option that asks for it, its type. */
  final int receivePacketInfo;

  final int packetInfo;

  IcmpVersion(
      IcmpErrors errors,
      int family,
      int protocol,
      int requestType,
      int replyType,
      int ipHeaderBytes) {
    this.errors = errors;
    this.family = family;
    this.protocol = protocol;
    this.requestType = requestType;
    this.replyType = replyType;
    this.ipHeaderBytes = ipHeaderBytes;
    boolean v4 = family == Libc.AF_INET;
    this.ipLevel = v4 ? Libc.IPPROTO_IP : Libc.IPPROTO_IPV6;
    this.recvErr = v4 ? Libc.IP_RECVERR : Libc.IPV6_RECVERR;
    this.receivePacketInfo = v4 ? Libc.IP_PKTINFO : Libc.IPV6_RECVPKTINFO;
    this.packetInfo = v4 ? Libc.IP_PKTINFO : Libc.IPV6_PKTINFO;
    this.mtuDiscover = v4 ? Libc.IP_MTU_DISCOVER : Libc.IPV6_MTU_DISCOVER;
  }
}
