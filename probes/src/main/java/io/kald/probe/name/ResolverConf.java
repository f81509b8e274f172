package io.kald.probe.name;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What resolv.conf(5) says, with the defaults and limits of glibc.
 *
 * @param servers name servers in order, 1 to 3
 * @param search domains appended to short names, in order; may be empty
 * @param ndots a name with at least that many dots is asked as it is first
 * @param timeoutSeconds how long one server has for one question, 1 to 30
 * @param attempts how often the list of servers is gone through, 1 to 5
 * @param rotate whether lookups begin at the servers in turn
 * @param oneAtATime whether A and AAAA are asked one after the other
 * @param noAaaa whether AAAA is not asked for at all
 */
record ResolverConf(
    List<InetSocketAddress> servers,
    List<String> search,
    int ndots,
    int timeoutSeconds,
    int attempts,
    boolean rotate,
    boolean oneAtATime,
    boolean noAaaa) {
  private static final int MOST_SERVERS = 3;
  private static final int MOST_NDOTS = 15;
  private static final int MOST_TIMEOUT = 30;
  private static final int MOST_ATTEMPTS = 5;

  /** Takes copies of the lists. */
  ResolverConf {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
  }

  /**
   * Reads any text; lines that are none are left out.
   *
   * @param hostname of this machine: its domain is searched where the file names none
   * @param port of the servers
   */
  static ResolverConf parse(String text, String hostname, int port) {
    Reader reader = new Reader(hostname, port);
    text.lines().forEach(reader::line);
    return reader.conf();
  }

  /** The names to ask for, in order, each without a dot at its end. */
  List<String> candidates(String host) {
    if (host.endsWith(".")) {
      return List.of(host.substring(0, host.length() - 1));
    }
    List<String> all = new ArrayList<>();
    for (String domain : search) {
      all.add(domain.isEmpty() ? host : host + "." + domain);
    }
    boolean first = host.chars().filter(c -> c == '.').count() >= ndots;
    all.add(first ? 0 : all.size(), host);
    return all;
  }

  /** Collects lines. */
  private static final class Reader {
    private final int port;
    private final List<InetSocketAddress> servers = new ArrayList<>();
    private List<String> search;
    private int ndots = 1;
    private int timeout = 5;
    private int attempts = 2;
    private boolean rotate;
    private boolean oneAtATime;
    private boolean noAaaa;

    Reader(String hostname, int port) {
      this.port = port;
      int dot = hostname.indexOf('.');
      this.search = dot < 0 ? List.of() : domains(List.of(hostname.substring(dot + 1)));
    }

    void line(String line) {
      if (line.startsWith("#") || line.startsWith(";")) {
        return;
      }
      List<String> words = List.of(line.strip().split("\\s+"));
      List<String> values = words.subList(1, words.size());
      if (values.isEmpty()) {
        return;
      }
      switch (words.get(0)) {
        case "nameserver" -> server(values.get(0));
        case "search" -> search = domains(values);
        case "domain" -> search = domains(values.subList(0, 1));
        case "options" -> values.forEach(this::option);
        default -> {
          // sortlist and what later versions add.
        }
      }
    }

    private void server(String text) {
      InetAddress address = numeric(text);
      if (address != null && servers.size() < MOST_SERVERS) {
        servers.add(new InetSocketAddress(address, port));
      }
    }

    private static @Nullable InetAddress numeric(String text) {
      if (!NetUtil.isValidIpV4Address(text) && !NetUtil.isValidIpV6Address(text)) {
        return null;
      }
      try {
        return InetAddress.getByName(text); // Numeric: nothing is looked up.
      } catch (UnknownHostException e) {
        return null; // Its zone is no interface of this machine.
      }
    }

    private static List<String> domains(List<String> words) {
      return words.stream()
          .map(word -> word.toLowerCase(Locale.ROOT))
          .map(word -> word.endsWith(".") ? word.substring(0, word.length() - 1) : word)
          .toList();
    }

    private void option(String option) {
      int colon = option.indexOf(':');
      int value = colon < 0 ? -1 : number(option.substring(colon + 1));
      switch (colon < 0 ? option : option.substring(0, colon)) {
        case "ndots" -> ndots = value < 0 ? ndots : Math.min(MOST_NDOTS, value);
        case "timeout" -> timeout = value < 0 ? timeout : Math.min(MOST_TIMEOUT, value);
        case "attempts" -> attempts = value < 0 ? attempts : Math.min(MOST_ATTEMPTS, value);
        case "rotate" -> rotate = true;
        case "single-request", "single-request-reopen" -> oneAtATime = true;
        case "no-aaaa" -> noAaaa = true;
        default -> {
          // Others concern what glibc does beyond a lookup.
        }
      }
    }

    private static int number(String text) {
      return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    ResolverConf conf() {
      if (servers.isEmpty()) {
        servers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
      return new ResolverConf(
          servers,
          search,
          ndots,
          Math.max(1, timeout),
          Math.max(1, attempts),
          rotate,
          oneAtATime,
          noAaaa);
    }
  }
}
