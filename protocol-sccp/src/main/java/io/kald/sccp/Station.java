package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * How a station introduces itself: the first 32 bytes of {@link Register} and of the token
 * requests.
 *
 * @param name {@code SEP} and twelve hex digits for a phone; at most 16 characters
 * @param userId 0
 * @param instance 1; 0 has been seen
 * @param address IPv4
 * @param deviceType 30007 for a 7912, 115 for a 7941 ...
 */
public record Station(String name, int userId, int instance, IpAddress address, int deviceType) {
  static final int NAME_WIDTH = 16;

  /** Checks name and address. */
  public Station {
    Layout.checkText("name", name, NAME_WIDTH);
    if (!address.isIpv4()) {
      throw new IllegalArgumentException("address: " + address + " (expected: IPv4)");
    }
  }

  /** A phone. */
  public static Station of(String name, IpAddress address, int deviceType) {
    return new Station(name, 0, 1, address, deviceType);
  }

  static Station read(Body in) {
    return new Station(
        in.text(NAME_WIDTH), // 0
        in.int32(0), // 16
        in.int32(0), // 20
        IpAddress.readIpv4(in), // 24
        in.int32(0)); // 28
  }

  void write(ByteBuf out) {
    Layout.text(out, name, NAME_WIDTH);
    out.writeIntLE(userId);
    out.writeIntLE(instance);
    address.writeIpv4(out);
    out.writeIntLE(deviceType);
  }
}
