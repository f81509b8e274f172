package io.kald.probe.name;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * Precedence and label of addresses: RFC 6724, section 2.1, or what gai.conf(5) says instead. As in
 * glibc, a line of either kind there replaces all values of that kind.
 */
record PolicyTable(List<Entry> precedences, List<Entry> labels) {
  /**
   * A value for a prefix.
   *
   * @param prefix 16 bytes; IPv4 is mapped
   * @param bits how many of them count, 0 to 128
   */
  record Entry(List<Byte> prefix, int bits, int value) {}

  private static final int OTHER_PRECEDENCE = 40;
  private static final int OTHER_LABEL = 1;

  static final PolicyTable USUAL =
      new PolicyTable(
          List.of(
              entry("::1", 128, 50),
              entry("::ffff:0:0", 96, 35),
              entry("2002::", 16, 30),
              entry("2001::", 32, 5),
              entry("fc00::", 7, 3),
              entry("::", 96, 1),
              entry("fec0::", 10, 1),
              entry("3ffe::", 16, 1)),
          List.of(
              entry("::1", 128, 0),
              entry("::ffff:0:0", 96, 4),
              entry("2002::", 16, 2),
              entry("2001::", 32, 5),
              entry("fc00::", 7, 13),
              entry("::", 96, 3),
              entry("fec0::", 10, 11),
              entry("3ffe::", 16, 12)));

  /** Takes copies. */
  PolicyTable {
    precedences = List.copyOf(precedences);
    labels = List.copyOf(labels);
  }

  /** Reads any text; lines that are none are left out. */
  static PolicyTable parse(String text) {
    List<Entry> precedences = new ArrayList<>();
    List<Entry> labels = new ArrayList<>();
    text.lines()
        .map(line -> line.replaceFirst("#.*", "").strip().split("\\s+"))
        .filter(words -> words.length >= 3 && words[2].matches("[0-9]{1,9}"))
        .forEach(
            words -> {
              int slash = words[1].indexOf('/');
              String address = slash < 0 ? words[1] : words[1].substring(0, slash);
              String bits = slash < 0 ? "128" : words[1].substring(slash + 1);
              if (NetUtil.isValidIpV6Address(address) && bits.matches("[0-9]{1,3}")) {
                Entry entry =
                    entry(
                        address, Math.min(128, Integer.parseInt(bits)), Integer.parseInt(words[2]));
                if (words[0].equals("precedence")) {
                  precedences.add(entry);
                } else if (words[0].equals("label")) {
                  labels.add(entry);
                }
              }
            });
    return new PolicyTable(
        precedences.isEmpty() ? USUAL.precedences : precedences,
        labels.isEmpty() ? USUAL.labels : labels);
  }

  private static Entry entry(String prefix, int bits, int value) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(prefix);
    List<Byte> all = new ArrayList<>();
    for (byte one : AddressBytes.mapped(bytes)) {
      all.add(one);
    }
    return new Entry(List.copyOf(all), bits, value);
  }

  /** Higher is better. */
  int precedence(byte[] address) {
    return value(precedences, address, OTHER_PRECEDENCE);
  }

  /** Source and destination with the same one go together. */
  int label(byte[] address) {
    return value(labels, address, OTHER_LABEL);
  }

  private static int value(List<Entry> entries, byte[] address, int other) {
    int value = other;
    int longest = -1;
    for (Entry entry : entries) {
      if (entry.bits > longest && AddressBytes.commonBits(address, entry.prefix) >= entry.bits) {
        longest = entry.bits;
        value = entry.value;
      }
    }
    return value;
  }
}
