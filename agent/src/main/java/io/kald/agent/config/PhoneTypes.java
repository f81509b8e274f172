package io.kald.agent.config;

import io.kald.probe.PhoneNode;
import io.kald.probe.address.IpText;
import io.kald.schema.Numbers;
import io.kald.schema.Type;
import io.kald.schema.Types;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of values that only phones have. */
final class PhoneTypes {
  private static final int MAX_PORT = 65_535;
  private static final int MOST_NODES = 3;
  private static final Pattern DEVICE = Pattern.compile("[Ss][Ee][Pp][0-9A-Fa-f]{12}");
  private static final Pattern PIN = Pattern.compile("(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3})?");

  private PhoneTypes() {}

  /** A device name; capitals whatever was written. */
  static Type<String> device() {
    return new Type<>(
        "<device>",
        "SEP and 12 hexadecimal digits, such as SEP001122334455",
        text -> DEVICE.matcher(text).matches() ? text.toUpperCase(Locale.ROOT) : null,
        text -> text,
        Types.map("type", "string", "pattern", "^" + DEVICE + "$"));
  }

  /** A range of device names. */
  static Type<DeviceRange> devices() {
    return new Type<>(
        "<devices>",
        DeviceRange.EXPECTED,
        DeviceRange::read,
        DeviceRange::toString,
        Types.map("type", "string", "pattern", "^" + DeviceRange.FORM + "$"));
  }

  /** A node called what was written; its port is 0 when none was. */
  static Type<PhoneNode> node() {
    return new Type<>(
        "<node>",
        "a host, host:port or [v6]:port",
        PhoneTypes::readNode,
        PhoneNode::name,
        Types.map("type", "string", "minLength", 1));
  }

  /** Up to three nodes, as a list of YAML or with commas. */
  static Type<List<PhoneNode>> nodes() {
    Map<String, Object> list =
        Types.map(
            "type",
            "array",
            "items",
            Types.map("type", "string", "minLength", 1),
            "minItems",
            1,
            "maxItems",
            MOST_NODES);
    Map<String, Object> text =
        Types.map("type", "string", "pattern", "^[^,\\s]+(\\s*,\\s*[^,\\s]+){0,2}$");
    return new Type<>(
        Type.NODES,
        "1 ~ 3 of host, host:port or [v6]:port",
        PhoneTypes::readNodes,
        nodes -> nodes.stream().map(PhoneNode::name).collect(Collectors.joining(", ")),
        Map.of("anyOf", List.of(text, list)));
  }

  private static @Nullable List<PhoneNode> readNodes(String text) {
    List<PhoneNode> nodes = new ArrayList<>();
    for (String part : text.split(",", MOST_NODES + 2)) {
      PhoneNode node = readNode(part.strip());
      if (node == null) {
        return null;
      }
      nodes.add(node);
    }
    return nodes.size() > MOST_NODES ? null : nodes;
  }

  private static @Nullable PhoneNode readNode(String text) {
    if (Hosts.isHost(text)) {
      String host = IpText.canonical(text);
      return new PhoneNode(host, host, 0);
    }
    int colon = text.lastIndexOf(':');
    boolean inBrackets = text.startsWith("[");
    boolean hasPort = colon > 0 && !text.endsWith("]");
    String host = hasPort ? text.substring(0, colon) : text;
    String bare = inBrackets && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    boolean good = inBrackets ? Hosts.isIpv6(bare) : Hosts.isIpv4(bare) || Hosts.isName(bare);
    Long port = hasPort ? Numbers.read(text.substring(colon + 1), 1, MAX_PORT) : Long.valueOf(0);
    if (!good || port == null) {
      return null;
    }
    String canonical = IpText.canonical(bare);
    return new PhoneNode(text.replace(bare, canonical), canonical, port.intValue());
  }

  /** The SHA-256 of a certificate, as openssl prints it or without colons; small letters. */
  static Type<String> pin() {
    return new Type<>(
        "<sha256>",
        "64 hexadecimal digits",
        text -> PIN.matcher(text).matches() ? text.replace(":", "").toLowerCase(Locale.ROOT) : null,
        text -> text,
        Types.map("type", List.of("string", "integer"), "pattern", "^" + PIN + "$"));
  }

  /** A number with up to three decimals, both ends included. */
  static Type<Double> decimal(int min, int max) {
    return new Type<>(
        "<number>",
        min + " ~ " + max,
        text -> readDecimal(text, min, max),
        value -> BigDecimal.valueOf(value).stripTrailingZeros().toPlainString(),
        Types.map("type", "number", "minimum", min, "maximum", max));
  }

  private static @Nullable Double readDecimal(String text, int min, int max) {
    if (!DECIMAL.matcher(text).matches()) {
      return null;
    }
    double value = Double.parseDouble(text);
    return value < min || value > max ? null : Double.valueOf(value);
  }
}
