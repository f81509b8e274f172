package io.kald.probe.lab;

/**
 * A machine, its router and a far machine, each in a namespace; the far one is reached through the
 * router's link-local or private address only.
 */
public final class Routed implements AutoCloseable {
  /** The machine's own addresses, each with its prefix length. */
  public static final String OWN_FOUR = "10.79.0.1/24";

  public static final String OWN_SIX = "2001:db8:79::1/64";

  /** The far machine. */
  public static final String FAR_FOUR = "10.80.0.2";

  public static final String FAR_SIX = "2001:db8:80::2";

  /** The router, on the machine's link. */
  public static final String ROUTER_FOUR = "10.79.0.254";

  public static final String ROUTER_SIX = "fe80::fe";

  public final Netns here;
  public final Netns router;
  public final Netns far;

  private Routed(Netns here, Netns router, Netns far) {
    this.here = here;
    this.router = router;
    this.far = far;
  }

  /** A new one, in which everything works. */
  public static Routed create() {
    Netns.assumeUsable("nft", "sysctl");
    Routed made = new Routed(Netns.create(), Netns.create(), Netns.create());
    for (Netns each : new Netns[] {made.here, made.router, made.far}) {
      each.sysctl("net.ipv6.conf.default.accept_dad=0"); // link-local addresses serve at once
    }
    made.here.cable(OWN_FOUR + "," + OWN_SIX, made.router, ROUTER_FOUR + "/24,fe80::fe/64");
    made.router.ip("addr add 2001:db8:79::fe/64 dev eth0 nodad");
    made.router.ip("link add eth1 type veth peer name eth0 netns " + made.far.name());
    made.router.ip("link set eth1 up");
    made.router.ip("addr add 10.80.0.1/24 dev eth1");
    made.router.ip("addr add 2001:db8:80::1/64 dev eth1 nodad");
    made.far.ip("link set eth0 up");
    made.far.ip("addr add " + FAR_FOUR + "/24 dev eth0");
    made.far.ip("addr add " + FAR_SIX + "/64 dev eth0 nodad");
    made.router.sysctl("net.ipv4.ip_forward=1");
    made.router.sysctl("net.ipv6.conf.all.forwarding=1");
    made.far.ip("route add default via 10.80.0.1");
    made.far.ip("-6 route add default via 2001:db8:80::1");
    made.addDefaultRoutes();
    return made;
  }

  /** Those of the machine, which the kernel drops with its address or interface. */
  public void addDefaultRoutes() {
    here.ip("route replace default via " + ROUTER_FOUR);
    here.ip("-6 route replace default via " + ROUTER_SIX + " dev eth0");
  }

  /** Nobody has them. */
  public static final String DEAD_GATEWAY_FOUR = "10.79.0.77";

  public static final String DEAD_GATEWAY_SIX = "2001:db8:79::77";

  /**
   * Gives the default routes a second gateway, which is dead.
   *
   * @param policy how the kernel chooses: 0 by addresses, 1 by ports as well
   */
  public void addDeadGateway(int policy) {
    here.sysctl("net.ipv4.fib_multipath_hash_policy=" + policy);
    here.sysctl("net.ipv6.fib_multipath_hash_policy=" + policy);
    String second = " dev eth0 nexthop via ";
    here.ip("route replace default nexthop via " + ROUTER_FOUR + second + DEAD_GATEWAY_FOUR);
    here.ip("-6 route del default");
    here.ip("-6 route add default nexthop via " + ROUTER_SIX + second + DEAD_GATEWAY_SIX);
  }

  /** Gives it an owner. */
  public void reviveGateway() {
    router.ip("addr add " + DEAD_GATEWAY_FOUR + "/24 dev eth0");
    router.ip("addr add " + DEAD_GATEWAY_SIX + "/64 dev eth0 nodad");
  }

  /**
   * Leads the machine's packets to a destination by one gateway. IPv6 would take the default route
   * instead of one whose gateway is known not to answer.
   *
   * @param gateway as {@code ip route} has it: {@code via 10.79.0.77}
   */
  public void leadOnlyBy(String destination, String gateway) {
    if (destination.contains(":")) {
      here.ip("-6 route flush default");
    }
    here.ip("route replace " + destination + " " + gateway);
  }

  /** A second interface of the machine, {@code up1}, to the same router, for a worse route. */
  public void addSecondWay() {
    here.ip("link add up1 type veth peer name up2 netns " + router.name());
    router.ip("link set up2 up");
    router.ip("addr add 10.90.0.254/24 dev up2");
    router.ip("addr add 2001:db8:90::fe/64 dev up2 nodad");
    here.ip("link set up1 up");
    here.ip("addr add 10.90.0.1/24 dev up1");
    here.ip("addr add 2001:db8:90::1/64 dev up1 nodad");
    here.ip("route add default via 10.90.0.254 metric 2000");
    here.ip("-6 route add default via 2001:db8:90::fe metric 2000");
    here.sysctl("net.ipv4.conf.all.ignore_routes_with_linkdown=1");
    here.sysctl("net.ipv4.conf.eth0.ignore_routes_with_linkdown=1");
  }

  /** Lets it lead nowhere. */
  public void cutSecondWay() {
    router.nft("table inet o { chain c { type filter hook forward priority 0; iif up2 drop; }; }");
  }

  /** Lets the router forward nothing for a source, without a word. */
  public void dropAtRouter(String source) {
    String family = source.indexOf(':') < 0 ? "ip" : "ip6";
    router.nft(
        "table inet f { chain c { type filter hook forward priority 0; "
            + family
            + " saddr "
            + source
            + " drop; }; }");
  }

  @Override
  public void close() {
    here.close();
    router.close();
    far.close();
  }
}
