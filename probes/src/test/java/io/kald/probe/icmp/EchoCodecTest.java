package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class EchoCodecTest {
  private static final long COOKIE = 0x0123_4567_89ab_cdefL;

  private static EchoCodec codec(IcmpVersion version) {
    return new EchoCodec(version, 0xbeef, COOKIE, version == IcmpVersion.V4);
  }

  private static byte[] request(IcmpVersion version, int index, int generation, long sequence) {
    byte[] bytes = new byte[64];
    codec(version).write(ByteBuffer.wrap(bytes), 0, index, generation, sequence);
    return bytes;
  }

  @Test
  void shouldWriteExactlyTheseBytes() {
    String key = "0123456789abcdef" + "00000007" + "00000003" + "0000000000012345";
    String pad = "00".repeat(32);
    assertThat(HexFormat.of().formatHex(request(IcmpVersion.V4, 7, 3, 0x12345)))
        .isEqualTo("0800" + "5455" + "beef2345" + key + pad);
    assertThat(HexFormat.of().formatHex(request(IcmpVersion.V6, 7, 3, 0x12345)))
        .isEqualTo("80000000" + "beef2345" + key + pad);
  }

  @Property
  void shouldWriteAChecksumThatAddsUpToNothing(
      @ForAll int index, @ForAll int generation, @ForAll long sequence) {
    ByteBuffer packet = ByteBuffer.wrap(request(IcmpVersion.V4, index, generation, sequence));
    int sum = 0;
    while (packet.hasRemaining()) {
      sum += packet.getShort() & 0xffff;
    }
    sum = (sum >>> 16) + (sum & 0xffff);
    assertThat((sum >>> 16) + (sum & 0xffff)).isEqualTo(0xffff);
  }

  @Property
  void shouldReadBackWhatItWrote(
      @ForAll IcmpVersion version,
      @ForAll int index,
      @ForAll int generation,
      @ForAll long sequence) {
    byte[] bytes = request(version, index, generation, sequence);
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    assertThat(codec(version).isRequest(packet, 0, bytes.length)).isTrue();
    assertThat(codec(version).isReply(packet, 0, bytes.length)).isFalse();
    bytes[0] = (byte) version.replyType;
    assertThat(codec(version).isReply(packet, 0, bytes.length)).isTrue();
    assertThat(codec(version).isOurs(packet, 0)).isTrue();
    assertThat(EchoCodec.index(packet, 0)).isEqualTo(index);
    assertThat(EchoCodec.generation(packet, 0)).isEqualTo(generation);
    assertThat(EchoCodec.sequence(packet, 0)).isEqualTo(sequence);
    assertThat(EchoCodec.shortSequence(packet, 0)).isEqualTo((int) sequence & 0xffff);
  }

  @Property
  void shouldTakeNoRandomBytesForItsOwn(
      @ForAll IcmpVersion version, @ForAll @Size(max = 128) byte[] bytes, @ForAll boolean header) {
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    if (header && bytes.length >= 8) {
      packet.put(0, (byte) version.replyType).putShort(4, (short) 0xbeef);
    }
    EchoCodec codec = codec(version);
    boolean matched =
        codec.isReply(packet, 0, bytes.length)
            && EchoCodec.isComplete(bytes.length)
            && codec.isOurs(packet, 0);
    assertThat(matched).isFalse();
  }

  @Property
  void shouldFindNobodyUnderANumberNobodyHas(@ForAll int index, @ForAll int generation) {
    ProberTable table = new ProberTable();
    assertThat(table.find(index, generation)).isNull();
    assertThat(table.at(index)).isNull();
  }

  @Property
  void shouldNotReadBeyondWhatTheKernelWrote(
      @ForAll @IntRange(min = 0, max = 200) int controlBytes,
      @ForAll @Size(160) byte[] control,
      @ForAll @IntRange(min = -1, max = 300) int firstLength) {
    ReceiveBatch batch = new ReceiveBatch(1);
    int controlAt = 64 + 16 + 32;
    batch.structs().put(controlAt, control).putLong(40, controlBytes);
    batch.structs().putLong(controlAt, firstLength);
    int found = batch.control(0, batch.structs().getInt(controlAt + 8), 99);
    assertThat(found == -1 || found < controlAt + 160).isTrue();
  }
}
