package io.kald.probe;

import static io.kald.probe.Reason.EvidenceClass.AGAINST_TARGET;
import static io.kald.probe.Reason.EvidenceClass.NONE;
import static io.kald.probe.Reason.Layer.ANY;
import static io.kald.probe.Reason.Layer.HOST;
import static io.kald.probe.Reason.Layer.L2;
import static io.kald.probe.Reason.Layer.L3;
import static io.kald.probe.Reason.Layer.L4;
import static io.kald.probe.Reason.Layer.NAME;

import java.util.Locale;

/**
 * Why a probe was not answered, as a table: what it proves, on which layer it happened, a short
 * code, and what it means in plain words. Pages, log lines and metrics take their texts from here.
 * The set is small and closed: metrics carry it as a label.
 */
public enum Reason {
  REFUSED(
      AGAINST_TARGET,
      L4,
      "L4REF",
      "refused the connection",
      "The SYN was answered by a RST: nothing listens on the port, or a firewall rejects it.",
      "Check that the service runs and listens on this address and port."),
  RESET(
      AGAINST_TARGET,
      L4,
      "L4RST",
      "reset the connection",
      "The connection was opened and then reset by the target.",
      "Check the service, and its limits of connections."),
  CLOSED(
      AGAINST_TARGET,
      L4,
      "L4FIN",
      "closed the connection",
      "The target closed a connection that should have stayed open.",
      "Check the log of the target for why it closed."),
  NET_UNREACHABLE(
      AGAINST_TARGET,
      L3,
      "L3NET",
      "network unreachable",
      "A router reported by ICMP that it has no route to the target's network.",
      "Check the routes of the router that the detail names."),
  HOST_UNREACHABLE(
      AGAINST_TARGET,
      L3,
      "L3HOST",
      "host unreachable",
      "The last router, or this machine on the target's own link, got no answer to ARP or neighbour"
          + " discovery.",
      "Check that the target is switched on and connected, and its address and netmask."),
  PROTOCOL_UNREACHABLE(
      AGAINST_TARGET,
      L3,
      "L3PROT",
      "protocol unreachable",
      "The target, or a filter, reported by ICMP that it does not accept the protocol.",
      "Check the packet filters of the target."),
  PORT_UNREACHABLE(
      AGAINST_TARGET,
      L4,
      "L4PORT",
      "port unreachable",
      "The target, or a filter, reported by ICMP that nothing uses the port.",
      "Check the service, and the packet filters that reject with ICMP."),
  FRAGMENTATION_NEEDED(
      AGAINST_TARGET,
      L3,
      "L3MTU",
      "packet too big on the way",
      "A router reported that the echo is larger than its next link carries.",
      "Lower the payload, or correct the MTU of the link that the detail names."),
  ADMIN_PROHIBITED(
      AGAINST_TARGET,
      L3,
      "L3ADM",
      "forbidden on the way by a filter",
      "A router or firewall reported by ICMP that a rule forbids the packet.",
      "Allow the probe on the machine that the detail names."),
  TTL_EXCEEDED(
      AGAINST_TARGET,
      L3,
      "L3TTL",
      "time to live ran out on the way",
      "The packet passed more routers than its time to live allows, mostly in a routing loop.",
      "Trace the route to the target, and correct the loop."),
  OTHER_ICMP_ERROR(
      AGAINST_TARGET,
      L3,
      "L3ICMP",
      "ICMP error on the way",
      "An ICMP error of another type or code came back; the detail has both.",
      "Look up type and code at the machine that the detail names."),
  SILENT(
      AGAINST_TARGET,
      ANY,
      "TOUT",
      "no answer in time",
      "The probe left and nothing came back before the timeout.",
      "Check that the target runs, that it is not overloaded, and that no filter drops packets."),
  NAME_UNRESOLVED(
      NONE,
      NAME,
      "NMRES",
      "the name does not resolve",
      "No name server gave an address for the configured name, or none of the chosen family.",
      "Check the name, /etc/resolv.conf and the name servers."),
  NO_SOURCE_PORT(
      NONE,
      HOST,
      "HOPORT",
      "no free source port",
      "All source ports that may be used for this target are taken.",
      "Widen source-ports or ip_local_port_range, or close with tcp-close: rst."),
  SOURCE_PORT_QUARANTINED(
      NONE,
      HOST,
      "HOQUAR",
      "all source ports are in quarantine",
      "Probes from every source port of the pool failed while other ports worked.",
      "Check firewalls and NAT between here and the target for stale connections."),
  SOURCE_ADDRESS_MISSING(
      NONE,
      L3,
      "L3SRC",
      "the source address is not on this machine",
      "The address to send from is gone, is not usable yet, or does not reach the target.",
      "Check the addresses of this machine's interfaces and source-address."),
  NO_DEVICE(
      NONE,
      L2,
      "L2DEV",
      "the interface is not there",
      "The configured interface does not exist on this machine.",
      "Check interface, or create the interface."),
  NO_ZONE(
      NONE,
      L3,
      "L3ZONE",
      "a link-local address needs a zone",
      "A link-local IPv6 address does not say which interface leads to it.",
      "Add the zone, as in fe80::1%eth0, or set interface."),
  NO_ROUTE(
      NONE,
      L3,
      "L3ROUT",
      "no route",
      "This machine has no route to the target, or one that drops or forbids packets.",
      "Check ip route get for the target's address."),
  ROUTE_CHANGED(
      NONE,
      L3,
      "L3RCHG",
      "a route changed meanwhile",
      "A route or rule of this machine for the target changed while the probe was out.",
      "Nothing, if it is rare; otherwise find what changes the routes."),
  INTERFACE_DOWN(
      NONE,
      L2,
      "L2DOWN",
      "the interface is set down",
      "The interface that leads to the target is or was set down.",
      "Set it up: ip link set NAME up."),
  NO_CARRIER(
      NONE,
      L2,
      "L2CARR",
      "the interface has no carrier",
      "The interface, or the bridge port, that leads to the target has or had no link.",
      "Check the cable, the switch port and the bond or bridge."),
  NO_GATEWAY(
      NONE,
      L2,
      "L2GATE",
      "the gateway does not answer",
      "The gateway to the target does not answer ARP or neighbour discovery. After an hour it counts"
          + " as a failure, unless it is the default gateway.",
      "Check the gateway; a server that is its own gateway needs a service of its own."),
  NO_NEIGHBOUR_ENTRY(
      NONE,
      L2,
      "L2NEIG",
      "the neighbour table is full",
      "This machine's table of neighbours has no room, or ARP is switched off.",
      "Raise net.ipv4.neigh.default.gc_thresh3, or switch ARP on."),
  MESSAGE_TOO_LONG(
      NONE,
      L2,
      "L2MTU",
      "the echo is larger than the interface carries",
      "The echo is larger than the MTU of this machine's own interface.",
      "Lower the payload, or correct the interface's MTU."),
  NO_DESCRIPTOR(
      NONE,
      HOST,
      "HOFD",
      "no free descriptor",
      "The process or the system has no free file descriptor.",
      "Raise LimitNOFILE or ulimit -n."),
  NO_BUFFER(
      NONE,
      HOST,
      "HOBUF",
      "no buffer space",
      "A queue or table of this machine is full: the interface's, connection tracking's, memory.",
      "Check tc -s qdisc, nf_conntrack_max and free memory."),
  NOT_PERMITTED(
      NONE,
      HOST,
      "HOPERM",
      "not permitted here",
      "A packet filter of this machine, or a missing capability, kept the probe from leaving.",
      "Check the OUTPUT rules, and CAP_NET_RAW."),
  BUSY(
      NONE,
      HOST,
      "HOBUSY",
      "too many probes in flight",
      "More probes wait for answers than in-flight of the section engine allows.",
      "Raise the limit, or probe less often."),
  STALLED(
      NONE,
      HOST,
      "HOSTOP",
      "this process was stopped or late",
      "The process did not run when the answer could have come, so its absence proves nothing.",
      "Give the machine more CPU, and do not suspend it."),
  NOT_ON_WIRE(
      NONE,
      HOST,
      "HOWIRE",
      "the packet never left this machine",
      "The witness's capture shows that the packet of the failed probe did not leave.",
      "Look at the slice of packets that the witness kept."),
  ANSWER_DROPPED_HERE(
      NONE,
      HOST,
      "HODROP",
      "the answer was dropped on this machine",
      "The witness's capture shows that an answer came in time, and this machine did not deliver"
          + " it.",
      "Check the INPUT rules, rp_filter and the drops of the interface."),
  FAULT(
      NONE,
      HOST,
      "HOFLT",
      "a fault of kald",
      "A call failed in a way that kald does not expect; the detail has the error.",
      "Report it, with the detail.");

  /** What a reason proves. */
  public enum EvidenceClass {
    /** It counts as a failure of the target. */
    AGAINST_TARGET,
    /** The probe did not leave, or this process could not watch for its answer. */
    NONE
  }

  /** Where it happened; a code begins with the layer's prefix. */
  public enum Layer {
    /** Link: interface, carrier, neighbours. */
    L2("L2", "link"),
    /** Network: addresses, routes, ICMP. */
    L3("L3", "network"),
    /** Transport: TCP and ports. */
    L4("L4", "transport"),
    /** Application: what the target says. */
    L7("L7", "application"),
    /** Name resolution. */
    NAME("NM", "name"),
    /** This machine's resources, and this process. */
    HOST("HO", "own host"),
    /** It is not known. */
    ANY("", "any");

    private final String prefix;
    private final String words;

    Layer(String prefix, String words) {
      this.prefix = prefix;
      this.words = words;
    }

    /** How the codes of its reasons begin. */
    public String prefix() {
      return prefix;
    }

    /** For a reader. */
    public String words() {
      return words;
    }
  }

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final EvidenceClass evidence;
  private final Layer layer;
  private final String code;
  private final String words;
  private final String meaning;
  private final String advice;

  Reason(
      EvidenceClass evidence,
      Layer layer,
      String code,
      String words,
      String meaning,
      String advice) {
    this.evidence = evidence;
    this.layer = layer;
    this.code = code;
    this.words = words;
    this.meaning = meaning;
    this.advice = advice;
  }

  /** The reason as journal lines, metric labels and JSON spell it: {@code no-source-port}. */
  public String label() {
    return label;
  }

  /** What it proves. */
  public EvidenceClass evidence() {
    return evidence;
  }

  /** Where it happened. */
  public Layer layer() {
    return layer;
  }

  /** A short code, at most six letters and digits, as HAProxy has them: {@code L4REF}. */
  public String code() {
    return code;
  }

  /** The reason within a sentence: {@code no free source port}. */
  public String words() {
    return words;
  }

  /** What it means, as one sentence. */
  public String meaning() {
    return meaning;
  }

  /** What to do about it, as one sentence. */
  public String advice() {
    return advice;
  }
}
