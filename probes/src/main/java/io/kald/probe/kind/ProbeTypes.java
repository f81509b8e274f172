package io.kald.probe.kind;

import io.kald.probe.PortRange;
import io.kald.schema.Numbers;
import io.kald.schema.Type;
import io.kald.schema.Types;
import org.jspecify.annotations.Nullable;

/** The types of values that the keys of several kinds have. */
public final class ProbeTypes {
  private static final int MAX_PORT = 65_535;

  private ProbeTypes() {}

  /** A port of a target. */
  public static Type<Integer> port() {
    return Types.integer(1, MAX_PORT);
  }

  /** A range of ports, both ends included. */
  public static Type<PortRange> ports() {
    return new Type<>(
        "<ports>",
        "a range such as 20000-29999 within 1 ~ 65535",
        ProbeTypes::readPorts,
        PortRange::toString,
        Types.map("type", "string", "pattern", "^[0-9]{1,5}-[0-9]{1,5}$"));
  }

  private static @Nullable PortRange readPorts(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return null;
    }
    Long first = Numbers.read(text.substring(0, dash), 1, MAX_PORT);
    Long last = Numbers.read(text.substring(dash + 1), 1, MAX_PORT);
    return first == null || last == null || first > last
        ? null
        : new PortRange(first.intValue(), last.intValue());
  }
}
