package io.kald.probe;

/**
 * What an ICMP error says of the probe it quotes, by type and code: RFC 792, 1122, 1812, 4443. One
 * table for live probes of every kind and for captured packets.
 */
public enum IcmpErrors {
  /** ICMP. */
  V4 {
    @Override
    public Reason reason(int type, int code) {
      return switch (type) {
        case V4_UNREACHABLE -> unreachableV4(code);
        case V4_TIME_EXCEEDED -> Reason.TTL_EXCEEDED;
        default -> Reason.OTHER_ICMP_ERROR;
      };
    }

    @Override
    public boolean isFatal(int type, int code) {
      return switch (type) {
        case V4_UNREACHABLE -> code <= V4_LAST_UNREACHABLE;
        case V4_TIME_EXCEEDED -> code != V4_FRAGMENT_REASSEMBLY;
        default -> type == V4_PARAMETER_PROBLEM;
      };
    }
  },
  /** ICMPv6. */
  V6 {
    @Override
    public Reason reason(int type, int code) {
      return switch (type) {
        case V6_UNREACHABLE -> unreachableV6(code);
        case V6_TOO_BIG -> Reason.FRAGMENTATION_NEEDED;
        case V6_TIME_EXCEEDED -> Reason.TTL_EXCEEDED;
        case V6_PARAMETER_PROBLEM ->
            code == 1 ? Reason.PROTOCOL_UNREACHABLE : Reason.OTHER_ICMP_ERROR;
        default -> Reason.OTHER_ICMP_ERROR;
      };
    }

    @Override
    public boolean isFatal(int type, int code) {
      return type >= V6_UNREACHABLE && type <= V6_PARAMETER_PROBLEM;
    }
  };

  /** Of whom an error speaks. */
  public enum Speaker {
    /** The target itself. */
    TARGET,
    /** A router or a packet filter on the way. */
    ON_THE_WAY,
    /** This machine: the next hop's link-layer address was not found. */
    NEIGHBOUR_SEARCH,
    /** This machine: a packet filter of its own. */
    OWN_FILTER,
    /** Whoever sent it, it is about the source address of this machine. */
    OWN_ADDRESS
  }

  /** What follows an error about the source address ({@link Speaker#OWN_ADDRESS}) in a text. */
  public static final String BEYOND_SCOPE = ": beyond scope of source address";

  private static final int V4_UNREACHABLE = 3;
  private static final int V4_TIME_EXCEEDED = 11;
  private static final int V4_PARAMETER_PROBLEM = 12;
  private static final int V6_UNREACHABLE = 1;
  private static final int V6_TOO_BIG = 2;
  private static final int V6_TIME_EXCEEDED = 3;
  private static final int V6_PARAMETER_PROBLEM = 4;

  // Beyond these Linux hands an error to no socket: net/ipv4/icmp.c, icmp_unreach().
  private static final int V4_LAST_UNREACHABLE = 15;
  private static final int V4_FRAGMENT_REASSEMBLY = 1;

  /** The table for addresses of this IP version, 4 or 6. */
  public static IcmpErrors of(int ipVersion) {
    return ipVersion == 4 ? V4 : V6;
  }

  /** The reason an error stands for. */
  public abstract Reason reason(int type, int code);

  /**
   * Whether a packet that meets this does not arrive, and its sender's socket hears of it.
   * Redirects and source quenches are none: the packet went on.
   */
  public abstract boolean isFatal(int type, int code);

  /**
   * Whether an attempt to connect ends by it: TCP takes the MTU of a path for advice, and goes on
   * with smaller segments.
   */
  public boolean isFatalToTcp(int type, int code) {
    return isFatal(type, code) && reason(type, code) != Reason.FRAGMENTATION_NEEDED;
  }

  /**
   * Of whom an error speaks.
   *
   * @param byTarget whether the target has sent it
   * @param byThisMachine whether an address of the prober's own machine has
   */
  public static Speaker speaker(Reason reason, boolean byTarget, boolean byThisMachine) {
    if (reason == Reason.SOURCE_ADDRESS_MISSING) {
      return Speaker.OWN_ADDRESS;
    }
    if (byTarget) {
      return Speaker.TARGET;
    }
    if (!byThisMachine) {
      return Speaker.ON_THE_WAY;
    }
    return reason == Reason.HOST_UNREACHABLE ? Speaker.NEIGHBOUR_SEARCH : Speaker.OWN_FILTER;
  }

  /**
   * As a reader wants it: {@code ICMP 3/13 from 192.0.2.1}.
   *
   * @param from who sent it, numeric; empty when that is not known
   */
  public static String text(int type, int code, String from) {
    return "ICMP " + type + "/" + code + (from.isEmpty() ? "" : " from " + from);
  }

  private static Reason unreachableV4(int code) {
    return switch (code) {
      case 0, 6, 11 -> Reason.NET_UNREACHABLE;
      case 1, 5, 7, 8, 12 -> Reason.HOST_UNREACHABLE;
      case 2 -> Reason.PROTOCOL_UNREACHABLE;
      case 3 -> Reason.PORT_UNREACHABLE;
      case 4 -> Reason.FRAGMENTATION_NEEDED;
      case 9, 10, 13, 14, 15 -> Reason.ADMIN_PROHIBITED;
      default -> Reason.OTHER_ICMP_ERROR;
    };
  }

  private static Reason unreachableV6(int code) {
    return switch (code) {
      case 0 -> Reason.NET_UNREACHABLE;
      case 1, 5, 6 -> Reason.ADMIN_PROHIBITED;
      // "Beyond scope of source address": it is always about this machine's own address.
      case 2 -> Reason.SOURCE_ADDRESS_MISSING;
      case 3 -> Reason.HOST_UNREACHABLE;
      case 4 -> Reason.PORT_UNREACHABLE;
      default -> Reason.OTHER_ICMP_ERROR;
    };
  }
}
