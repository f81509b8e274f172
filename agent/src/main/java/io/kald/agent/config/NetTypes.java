package io.kald.agent.config;

import io.kald.agent.config.WebConfig.Listen;
import io.kald.probe.address.IpText;
import io.kald.schema.Numbers;
import io.kald.schema.Type;
import io.kald.schema.Types;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of values that name hosts, ports and marks on packets. */
final class NetTypes {
  private static final int MAX_PORT = 65_535;
  private static final long MAX_MARK = 0xffff_ffffL;
  private static final int MAX_DSCP = 63;
  private static final Map<String, Integer> DSCP_NAMES = dscpNames();

  private NetTypes() {}

  static Type<String> host() {
    return address(
        "<host>",
        "a host name, or an IPv4 or IPv6 address",
        Hosts::isHost,
        "^[0-9A-Za-z_.:%-]{1,254}$");
  }

  static Type<String> address() {
    return address(
        "<address>", "an IPv4 or IPv6 address", Hosts::isAddress, "^[0-9A-Za-z_.:%-]{2,64}$");
  }

  /** Addresses are kept in one spelling, whatever was written. */
  private static Type<String> address(
      String placeholder, String expected, Predicate<String> good, String pattern) {
    return new Type<>(
        placeholder,
        expected,
        text -> good.test(text) ? IpText.canonical(text) : null,
        text -> text,
        Types.map("type", "string", "pattern", pattern));
  }

  static Type<String> device() {
    return Types.text(
        "<interface>",
        "an interface name of 1 ~ 15 characters",
        Hosts::isDevice,
        "^[^\\s/:%]{1,15}$");
  }

  static Type<Integer> dscp() {
    return new Type<>(
        "<dscp>",
        "0 ~ 63, or a name such as ef, af41, cs6",
        NetTypes::readDscp,
        value -> Integer.toString(value),
        Types.map(
            "type",
            java.util.List.of("integer", "string"),
            "minimum",
            0,
            "maximum",
            MAX_DSCP,
            "pattern",
            DSCP_NAMES.keySet().stream().collect(Collectors.joining("|", "^(", ")$"))));
  }

  private static @Nullable Integer readDscp(String text) {
    Long number = Numbers.read(text, 0, MAX_DSCP);
    return number == null
        ? DSCP_NAMES.get(text.toLowerCase(Locale.ROOT))
        : Integer.valueOf(number.intValue());
  }

  /** RFC 2474 and 2597 class names, EF (RFC 3246), VOICE-ADMIT (RFC 5865), LE (RFC 8622). */
  private static Map<String, Integer> dscpNames() {
    Map<String, Integer> names = new LinkedHashMap<>();
    names.put("default", 0);
    names.put("le", 1);
    for (int group = 0; group <= 7; group++) {
      names.put("cs" + group, group << 3);
    }
    for (int group = 1; group <= 4; group++) {
      for (int drop = 1; drop <= 3; drop++) {
        names.put("af" + group + drop, (group << 3) | (drop << 1));
      }
    }
    names.put("va", 44);
    names.put("ef", 46);
    return names;
  }

  static Type<Long> mark() {
    return new Type<>(
        "<mark>",
        "0 ~ 0xffffffff",
        text -> Numbers.readHex(text, 0, MAX_MARK),
        value -> "0x" + Long.toHexString(value),
        Types.map(
            "type",
            java.util.List.of("integer", "string"),
            "minimum",
            0,
            "maximum",
            MAX_MARK,
            "pattern",
            "^0[xX][0-9a-fA-F]{1,8}$"));
  }

  /** Where a server listens. */
  static Type<Listen> listen() {
    return new Type<>(
        "<listen>",
        "host:port, [v6]:port or :port, port 0 ~ 65535",
        NetTypes::readListen,
        Listen::toString,
        Types.map("type", "string", "pattern", "^(\\[[0-9A-Fa-f:.%a-z]+\\]|[^\\s:]*):[0-9]{1,5}$"));
  }

  private static @Nullable Listen readListen(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return null;
    }
    String host = text.substring(0, colon);
    Long port = Numbers.read(text.substring(colon + 1), 0, MAX_PORT);
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    String bare = brackets ? host.substring(1, host.length() - 1) : host;
    boolean good =
        brackets ? Hosts.isIpv6(bare) : bare.isEmpty() || Hosts.isIpv4(bare) || Hosts.isName(bare);
    return port == null || !good ? null : new Listen(bare, port.intValue());
  }
}
