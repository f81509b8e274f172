package io.kald.probe.net;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.address.IpText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Egress} made ready for one address family: what is set on every raw socket before it
 * connects or sends. Confined to one thread. Never throws for what the machine refuses.
 */
public final class EgressOptions {
  private final Egress egress;
  private final List<Option> options;
  private final @Nullable SockAddr source;
  private final @Nullable LocalFailure impossible;

  private EgressOptions(
      Egress egress,
      List<Option> options,
      @Nullable SockAddr source,
      @Nullable LocalFailure impossible) {
    this.egress = egress;
    this.options = options;
    this.source = source;
    this.impossible = impossible;
  }

  /**
   * Prepares the options.
   *
   * @param family {@link Libc#AF_INET} or {@link Libc#AF_INET6}
   */
  public static EgressOptions of(Egress egress, int family) {
    List<Option> options = options(egress, family == Libc.AF_INET);
    String text = egress.source();
    if (text == null) {
      return new EgressOptions(egress, options, null, null);
    }
    SockAddr source = SockAddr.parse(text, 0);
    if (source == null || source.family() != family) {
      String wanted = family == Libc.AF_INET ? "IPv4" : "IPv6";
      String detail = "source " + text + " is no " + wanted + " address";
      return impossible(egress, options, Reason.SOURCE_ADDRESS_MISSING, detail);
    }
    if (IpText.lacksZone(text) && egress.device() == null) {
      String detail = "source " + text + " is link-local: it needs a zone, as in " + text + "%eth0";
      return impossible(egress, options, Reason.NO_ZONE, detail);
    }
    return new EgressOptions(egress, options, source, null);
  }

  private static EgressOptions impossible(
      Egress egress, List<Option> options, Reason reason, String detail) {
    return new EgressOptions(egress, options, null, new LocalFailure(reason, detail));
  }

  private static List<Option> options(Egress egress, boolean v4) {
    List<Option> options = new ArrayList<>();
    int ip = v4 ? Libc.IPPROTO_IP : Libc.IPPROTO_IPV6;
    String device = egress.device();
    if (device != null) {
      OffHeap name = OffHeap.ofString(device);
      options.add(new Option(Libc.SOL_SOCKET, Libc.SO_BINDTODEVICE, name, "device " + device));
    }
    if (egress.dscp() != Egress.KERNEL) {
      int name = v4 ? Libc.IP_TOS : Libc.IPV6_TCLASS;
      options.add(Option.number(ip, name, egress.dscp() << 2, "dscp " + egress.dscp()));
    }
    if (egress.ttl() != Egress.KERNEL) {
      int name = v4 ? Libc.IP_TTL : Libc.IPV6_UNICAST_HOPS;
      options.add(Option.number(ip, name, egress.ttl(), "ttl " + egress.ttl()));
    }
    if (egress.mark() != Egress.KERNEL) {
      int mark = (int) egress.mark();
      options.add(Option.number(Libc.SOL_SOCKET, Libc.SO_MARK, mark, "mark " + egress.mark()));
    }
    return List.copyOf(options);
  }

  /** Whether there is anything to set; a caller may then spare itself {@link #apply}. */
  public boolean isEmpty() {
    return options.isEmpty() && source == null && impossible == null;
  }

  /**
   * Sets every option and binds the source address; the kernel chooses the port, and not before it
   * knows the target: a port chosen by {@code bind} alone must be unique for the whole address.
   *
   * @return null, or why this machine would not
   */
  public @Nullable LocalFailure apply(int fd) {
    LocalFailure failure = set(fd);
    return failure != null || source == null ? failure : bindSource(fd, source.renewed());
  }

  /**
   * Sets every option but binds nothing, for a caller that binds a port of its own choice to {@link
   * #source}.
   *
   * @return null, or why this machine would not
   */
  public @Nullable LocalFailure set(int fd) {
    if (impossible != null) {
      return impossible;
    }
    for (int i = 0; i < options.size(); i++) {
      LocalFailure failure = options.get(i).set(fd);
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  /** The source address with port 0, or null when the kernel chooses it; its zone as it is now. */
  public @Nullable SockAddr source() {
    return source == null ? null : source.renewed();
  }

  /** The source address in network order, or null when the kernel chooses it. */
  byte @Nullable [] sourceBytes() {
    return source == null ? null : IpText.bytes(source.toString());
  }

  /**
   * The number of the interface packets must leave by, now; 0 when any may be, or it is not there.
   */
  public int deviceIndex() {
    String device = egress.device();
    return device == null ? 0 : Libc.if_nametoindex(OffHeap.ofString(device).address());
  }

  /** The fwmark, or 0. */
  public int mark() {
    return egress.mark() == Egress.KERNEL ? 0 : (int) egress.mark();
  }

  private static @Nullable LocalFailure bindSource(int fd, SockAddr source) {
    LocalFailure failure = Option.BIND_ADDRESS_NO_PORT.set(fd);
    if (failure != null) {
      return failure;
    }
    return Libc.bind(fd, source.address(), source.length()) == 0
        ? null
        : Errno.atBind(Libc.errno(), source.toString());
  }

  private record Option(int level, int name, OffHeap value, String words) {
    // Level IPPROTO_IP serves IPv6 sockets too.
    static final Option BIND_ADDRESS_NO_PORT =
        number(Libc.IPPROTO_IP, Libc.IP_BIND_ADDRESS_NO_PORT, 1, "IP_BIND_ADDRESS_NO_PORT");

    static Option number(int level, int name, int value, String words) {
      OffHeap memory = OffHeap.of(Integer.BYTES);
      memory.buffer().putInt(0, value);
      return new Option(level, name, memory, words);
    }

    @Nullable LocalFailure set(int fd) {
      return Libc.setsockopt(fd, level, name, value.address(), value.bytes()) == 0
          ? null
          : Errno.at(words, Libc.errno());
    }
  }
}
