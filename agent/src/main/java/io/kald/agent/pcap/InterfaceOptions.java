package io.kald.agent.pcap;

import java.nio.ByteBuffer;

/** What the options of an interface description say. */
final class InterfaceOptions implements NgOptions.Visitor {
  private static final int LONGEST_NAME = 256;

  // deps
  private final ByteBuffer bytes;
  private final ByteBuffer headers;

  // state
  private String name = "";
  private Resolution resolution = Resolution.MICROS;

  InterfaceOptions(ByteBuffer bytes, ByteBuffer headers) {
    this.bytes = bytes;
    this.headers = headers;
  }

  String name() {
    return name;
  }

  Resolution resolution() {
    return resolution;
  }

  @Override
  public void onOption(int code, int at, int length) {
    if (code == NgOptions.NAME) {
      name = NgOptions.text(bytes, at, Math.min(length, LONGEST_NAME));
    } else if (code == NgOptions.TIME_RESOLUTION && length >= 1) {
      resolution = resolution.with(bytes.get(at));
    } else if (code == NgOptions.TIME_OFFSET && length == Long.BYTES) {
      resolution = resolution.withOffset(headers.getLong(at));
    }
  }
}
