package io.kald.probe.name;

import io.kald.probe.Family;
import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names of a hosts(5) file. */
record HostsTable(Map<String, List<InetAddress>> ipv4, Map<String, List<InetAddress>> ipv6) {
  static final HostsTable EMPTY = new HostsTable(Map.of(), Map.of());

  /** Reads any text; lines that are none are left out. */
  static HostsTable parse(String text) {
    try {
      HostsFileEntriesProvider read =
          HostsFileEntriesProvider.parser().parse(new StringReader(text));
      return new HostsTable(read.ipv4Entries(), read.ipv6Entries());
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail", e);
    }
  }

  /** The name's addresses of the family, in the order of the file; empty when it has none here. */
  List<InetAddress> addresses(String host, Family family) {
    String lower = host.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    List<InetAddress> all = new ArrayList<>();
    if (family != Family.IPV4) {
      all.addAll(ipv6.getOrDefault(name, List.of()));
    }
    if (family != Family.IPV6) {
      all.addAll(ipv4.getOrDefault(name, List.of()));
    }
    return all;
  }
}
