package io.kald.probe.name;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a name server says to one question. */
sealed interface DnsReply {
  /** Records of the type, or the knowledge that there are none. */
  record Addresses(List<InetAddress> addresses) implements DnsReply {}

  /** The name is another one's, of which the answer holds no address. */
  record Alias(String name) implements DnsReply {}

  /** There is no such name. */
  record NoName() implements DnsReply {}

  /**
   * This server does not help.
   *
   * @param why for a reader
   * @param silent whether it did not answer at all
   */
  record Useless(String why, boolean silent) implements DnsReply {}

  /** As many aliases as a chain may have. */
  int MOST_ALIASES = 16;

  /** Reads a response; does not release it. */
  static DnsReply of(DnsResponse response, String name, DnsRecordType type) {
    DnsResponseCode code = response.code();
    if (code.equals(DnsResponseCode.NXDOMAIN)) {
      return new NoName();
    }
    int count = response.count(DnsSection.ANSWER);
    // A server that neither knows nor asks others refers to them (lame delegation).
    boolean refers =
        count == 0 && !response.isAuthoritativeAnswer() && !response.isRecursionAvailable();
    if (!code.equals(DnsResponseCode.NOERROR) || refers) {
      return new Useless(refers ? "a referral" : code.toString(), false);
    }
    if (response.isTruncated()) {
      // By TCP it could not be had.
      return new Useless("an answer that is cut off", false);
    }
    Map<String, String> aliases = new HashMap<>();
    Map<String, List<InetAddress>> addresses = new HashMap<>();
    for (int i = 0; i < count; i++) {
      read(response.recordAt(DnsSection.ANSWER, i), type, aliases, addresses);
    }
    return follow(key(name), aliases, addresses);
  }

  private static void read(
      DnsRecord record,
      DnsRecordType type,
      Map<String, String> aliases,
      Map<String, List<InetAddress>> addresses) {
    if (!(record instanceof DnsRawRecord)) {
      return;
    }
    ByteBuf content = ((ByteBufHolder) record).content();
    String owner = key(record.name());
    if (record.type().equals(DnsRecordType.CNAME)) {
      aliases.putIfAbsent(owner, key(DefaultDnsRecordDecoder.decodeName(content.duplicate())));
    } else if (record.type().equals(type)
        && content.readableBytes() == (type.equals(DnsRecordType.A) ? 4 : 16)) {
      byte[] bytes = new byte[content.readableBytes()];
      content.getBytes(content.readerIndex(), bytes);
      addresses.computeIfAbsent(owner, o -> new ArrayList<>()).add(address(bytes));
    }
  }

  private static DnsReply follow(
      String asked, Map<String, String> aliases, Map<String, List<InetAddress>> addresses) {
    String name = asked;
    for (int i = 0; i <= MOST_ALIASES; i++) {
      List<InetAddress> found = addresses.get(name);
      String next = aliases.get(name);
      if (found != null || next == null) {
        return found == null && !name.equals(asked)
            ? new Alias(name.substring(0, name.length() - 1))
            : new Addresses(found == null ? List.of() : List.copyOf(found));
      }
      name = next;
    }
    return new Useless("a loop of aliases", false);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are always an address", e);
    }
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }
}
