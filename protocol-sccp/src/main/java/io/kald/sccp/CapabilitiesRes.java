package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Station to call manager: the codecs it has.
 *
 * <p>Phones send 18 slots and leave garbage in those behind the count; other stations send only as
 * many as they count. Written with 18.
 *
 * @param capabilities what is counted
 */
public record CapabilitiesRes(List<Capability> capabilities) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0010);

  private static final int SLOTS = 18;

  /** Copies the list. */
  public CapabilitiesRes {
    capabilities = List.copyOf(capabilities);
  }

  /**
   * One codec.
   *
   * @param codec 2 A-law, 4 mu-law, 6 G.722, 11 G.729, 25 wideband, 257 RFC 2833 ...
   * @param maxFrames most frames in a packet; milliseconds from some stations
   * @param parameters 8 bytes that depend on the codec
   */
  public record Capability(int codec, int maxFrames, Octets parameters) {
    private static final int WIDTH = 16;
    private static final int PARAMETERS_WIDTH = 8;

    /** Checks the width. */
    public Capability {
      Layout.checkWidth("parameters", parameters, PARAMETERS_WIDTH);
    }

    /** A codec without parameters. */
    public static Capability of(int codec, int maxFrames) {
      return new Capability(codec, maxFrames, Octets.zeros(PARAMETERS_WIDTH));
    }

    static Capability read(Body in) {
      return new Capability(
          in.int32(0), // 0
          in.int32(0), // 4
          in.octets(PARAMETERS_WIDTH)); // 8
    }

    void write(ByteBuf out) {
      out.writeIntLE(codec);
      out.writeIntLE(maxFrames);
      parameters.writeTo(out);
    }
  }

  static CapabilitiesRes read(Body in) {
    int count = in.int32(0); // 0
    var capabilities = in.list(count, Capability.WIDTH, Capability::read); // 4
    in.skip((SLOTS - capabilities.size()) * Capability.WIDTH);
    return new CapabilitiesRes(capabilities);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(capabilities.size());
    capabilities.forEach(each -> each.write(out));
    out.writeZero(Math.max(0, SLOTS - capabilities.size()) * Capability.WIDTH);
  }

  @Override
  public MessageId id() {
    return ID;
  }

  @Override
  public void accept(SccpVisitor visitor) {
    visitor.on(this);
  }
}
