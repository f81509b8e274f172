package io.kald.probe.icmp;

import io.kald.probe.lab.Netns;

/** Namespaces for echoes. */
final class Nets {
  private Nets() {}

  /** One whose kernel allows ping sockets or does not; then root's raw sockets are what is left. */
  static Netns create(boolean pingAllowed) {
    Netns.assumeUsable("nft", "sysctl");
    Netns net = Netns.create();
    allowPing(net, pingAllowed);
    return net;
  }

  static void allowPing(Netns net, boolean allowed) {
    net.sysctl("net.ipv4.ping_group_range=" + (allowed ? "0 2147483647" : "1 0"));
  }

  /**
   * Joins two by a cable of that name.
   *
   * @param prefix4 what stands before the 1 of the first and the 2 of the second, of 24 bits
   * @param prefix6 the same of 64 bits
   */
  static void connect(Netns first, Netns second, String cable, String prefix4, String prefix6) {
    first.ip("link add " + cable + " type veth peer name " + cable + "p netns " + second.name());
    end(first, cable, prefix4 + "1/24", prefix6 + "1/64");
    end(second, cable + "p", prefix4 + "2/24", prefix6 + "2/64");
  }

  private static void end(Netns net, String device, String address4, String address6) {
    net.ip("address add " + address4 + " dev " + device);
    net.ip("address add " + address6 + " dev " + device + " nodad");
    net.ip("link set " + device + " up");
  }

  /** Adds a link of a type that the kernel may not have; whether it has. */
  static boolean canAdd(Netns net, String link) {
    try {
      net.ip("link add " + link);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Puts rules into the hook {@code input}, {@code output} … of a table of their own. */
  static void nft(Netns net, String hook, String rules) {
    String head = "type filter hook " + hook + " priority 0; ";
    net.nft("table inet kald { chain " + hook + " { " + head + rules + "; }; }");
  }
}
