package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Station to call manager: let me in.
 *
 * <p>The layout grew with the protocol and stations of every age are about: {@link Form} says how
 * far one goes. What lies beyond is not sent, and zero or empty when read.
 *
 * @param station who asks
 * @param maxStreams how many RTP streams it can handle
 * @param protocol the highest it speaks, and its abilities
 * @param details what newer stations add
 * @param form where the message ends
 */
public record Register(
    Station station,
    int maxStreams,
    int activeStreams,
    Protocol protocol,
    int maxConferences,
    int activeConferences,
    Details details,
    Form form)
    implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0001);

  private static final List<Form> FORMS = List.of(Form.values());

  /** How far a Register goes. */
  public enum Form {
    /** Ends before the protocol version; not seen yet. */
    UPTO_STREAMS(36),
    /** 7936. */
    UPTO_PROTOCOL(44),
    /** Accepted by chan_skinny and chan-sccp. */
    UPTO_MAX_CONFERENCES(48),
    /** 7912. */
    UPTO_CONFERENCES(52),
    /** 30SP+. */
    UPTO_MAC(64),
    /** 7960, 6961. */
    UPTO_IPV4_SCOPE(68),
    /** Protocol 17 and later. */
    UPTO_LOAD(124),
    /** CUCM 11.5 and later. */
    UPTO_CONFIG_STAMP(172);

    private final int width;

    Form(int width) {
      this.width = width;
    }

    private static Form of(int bodyLength) {
      for (Form form : FORMS) {
        if (bodyLength <= form.width) {
          return form;
        }
      }
      return UPTO_CONFIG_STAMP;
    }
  }

  /**
   * The newer half.
   *
   * @param mac 12 bytes: six binary ones, twelve ASCII digits or rubbish
   * @param ipv6 16 bytes
   * @param load firmware load, at most 32 characters
   * @param configStamp version of its configuration, at most 48 characters
   */
  public record Details(
      Octets mac,
      int ipv4Scope,
      int maxLines,
      Octets ipv6,
      int ipv6Scope,
      String load,
      String configStamp) {
    private static final int MAC_WIDTH = 12;
    private static final int IPV6_WIDTH = 16;
    private static final int LOAD_WIDTH = 32;
    private static final int STAMP_WIDTH = 48;

    /** Nothing known. */
    public static final Details NONE =
        new Details(Octets.zeros(MAC_WIDTH), 0, 0, Octets.zeros(IPV6_WIDTH), 0, "", "");

    /** Checks the widths. */
    public Details {
      Layout.checkWidth("mac", mac, MAC_WIDTH);
      Layout.checkWidth("ipv6", ipv6, IPV6_WIDTH);
      Layout.checkText("load", load, LOAD_WIDTH);
      Layout.checkText("configStamp", configStamp, STAMP_WIDTH);
    }

    static Details read(Body in) {
      if (in.remaining() == 0) {
        return NONE;
      }
      return new Details(
          in.octets(MAC_WIDTH), // 52
          in.int32(0), // 64
          in.int32(0), // 68
          in.octets(IPV6_WIDTH), // 72
          in.int32(0), // 88
          in.text(LOAD_WIDTH), // 92
          in.text(STAMP_WIDTH)); // 124
    }

    void write(ByteBuf out) {
      mac.writeTo(out);
      out.writeIntLE(ipv4Scope);
      out.writeIntLE(maxLines);
      ipv6.writeTo(out);
      out.writeIntLE(ipv6Scope);
      Layout.text(out, load, LOAD_WIDTH);
      Layout.text(out, configStamp, STAMP_WIDTH);
    }
  }

  static Register read(Body in) {
    Form form = Form.of(in.remaining());
    return new Register(
        Station.read(in), // 0
        in.int32(0), // 32
        in.int32(0), // 36
        Protocol.read(in), // 40
        in.int32(0), // 44
        in.int32(0), // 48
        Details.read(in), // 52
        form);
  }

  @Override
  public void writeBody(ByteBuf out) {
    int start = out.writerIndex();
    station.write(out);
    out.writeIntLE(maxStreams);
    out.writeIntLE(activeStreams);
    protocol.write(out);
    out.writeIntLE(maxConferences);
    out.writeIntLE(activeConferences);
    details.write(out);
    out.writerIndex(start + form.width);
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
