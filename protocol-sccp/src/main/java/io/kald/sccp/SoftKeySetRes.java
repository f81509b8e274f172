package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Call manager to station: which soft keys to show in which call state. Written with 16 sets.
 *
 * @param offset index of the first set in this message
 * @param total how many sets there are in all
 * @param sets those counted in this message
 */
public record SoftKeySetRes(int offset, int total, List<SoftKeySet> sets) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0109);

  private static final int SLOTS = 16;

  /** Copies the list. */
  public SoftKeySetRes {
    sets = List.copyOf(sets);
  }

  /**
   * The keys of one call state, place by place.
   *
   * @param templates 16 bytes: for each place the key's index in {@link SoftKeyTemplateRes}, from
   *     1, or 0 for none
   * @param infos 16 little-endian u16: for each place the index of its help text
   */
  public record SoftKeySet(Octets templates, Octets infos) {
    private static final int PLACES = 16;
    private static final int WIDTH = PLACES + PLACES * Short.BYTES;

    /** Checks the widths. */
    public SoftKeySet {
      Layout.checkWidth("templates", templates, PLACES);
      Layout.checkWidth("infos", infos, PLACES * Short.BYTES);
    }

    static SoftKeySet read(Body in) {
      return new SoftKeySet(
          in.octets(PLACES), // 0
          in.octets(PLACES * Short.BYTES)); // 16
    }

    void write(ByteBuf out) {
      templates.writeTo(out);
      infos.writeTo(out);
    }
  }

  static SoftKeySetRes read(Body in) {
    int offset = in.int32(0); // 0
    int count = in.int32(0); // 4
    int total = in.int32(0); // 8
    var sets = in.list(count, SoftKeySet.WIDTH, SoftKeySet::read); // 12
    in.skip((SLOTS - sets.size()) * SoftKeySet.WIDTH);
    return new SoftKeySetRes(offset, total, sets);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(offset);
    out.writeIntLE(sets.size());
    out.writeIntLE(total);
    sets.forEach(each -> each.write(out));
    out.writeZero(Math.max(0, SLOTS - sets.size()) * SoftKeySet.WIDTH);
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
