package io.kald.probe.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code hosts} line of nsswitch.conf(5): who is asked for a name, in which order. Only files
 * and dns are kald's own; for every other source getaddrinfo is called, which asks all of them
 * itself and therefore comes last.
 *
 * @param services words of the line; an action in brackets that ends the search is {@link #STOP}
 */
record NameSources(List<String> services) {
  /** Who is asked. */
  enum Source {
    /** The hosts file. */
    FILES,
    /** Name servers. */
    DNS,
    /** getaddrinfo. */
    SYSTEM
  }

  private static final String STOP = "[NOTFOUND=return]";

  /** What glibc does without the file. */
  static final NameSources USUAL = new NameSources(List.of("files", "dns"));

  private static final Pattern LINE = Pattern.compile("(?m)^\\s*hosts\\s*:([^#\\n]*)");
  private static final Pattern WORD = Pattern.compile("\\[([^\\]]*)\\]|[^\\s\\[]+");
  private static final Pattern STOPS = Pattern.compile("(?i)(^|\\s)NOTFOUND\\s*=\\s*return(\\s|$)");

  /** Takes a copy. */
  NameSources {
    services = List.copyOf(services);
  }

  /** Reads any text; without a {@code hosts} line it is as without the file. */
  static NameSources parse(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.find()) {
      return USUAL;
    }
    List<String> services = new ArrayList<>();
    Matcher word = WORD.matcher(line.group(1));
    while (word.find()) {
      String actions = word.group(1);
      if (actions == null) {
        services.add(word.group().toLowerCase(Locale.ROOT));
      } else if (STOPS.matcher(actions).find()) {
        services.add(STOP);
      }
    }
    return services.isEmpty() ? USUAL : new NameSources(services);
  }

  /**
   * Who is asked for this name; the next one only when the one before has no such name.
   *
   * @param hostname of this machine
   */
  List<Source> order(String host, String hostname) {
    List<Source> order = new ArrayList<>();
    boolean asked = false;
    for (String service : services) {
      if (service.equals(STOP)) {
        if (asked) {
          return order;
        }
      } else if (service.equals("files") || service.equals("dns")) {
        order.add(service.equals("files") ? Source.FILES : Source.DNS);
        asked = true;
      } else if (concerns(service, host, hostname)) {
        order.add(Source.SYSTEM);
        return order;
      } else {
        asked = false;
      }
    }
    return order.isEmpty() ? List.of(Source.SYSTEM) : order;
  }

  /** Whether a source other than files and dns may know the name. */
  private static boolean concerns(String service, String host, String hostname) {
    String name = host.toLowerCase(Locale.ROOT);
    if (service.startsWith("mdns")) {
      return name.endsWith(".local") || name.endsWith(".local.");
    }
    return !service.equals("myhostname") || isOfThisMachine(name, hostname);
  }

  /** The names of nss-myhostname(8). */
  private static boolean isOfThisMachine(String name, String hostname) {
    return name.equals(hostname.toLowerCase(Locale.ROOT))
        || name.equals("localhost")
        || name.equals("localhost.localdomain")
        || name.endsWith(".localhost")
        || name.endsWith(".localhost.localdomain")
        || name.equals("_gateway")
        || name.equals("_outbound");
  }
}
