package io.kald.sccp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are strict. */
class SccpDecoderTest {
  private static final String ACK = "04000000 00000000 00010000";

  private final EmbeddedChannel channel = new EmbeddedChannel(new SccpDecoder(new HeaderVersion()));

  @AfterEach
  void nothingIsLeftOver() {
    assertThat(channel.finish()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "03000000, LENGTH_TOO_SMALL, length: 3 (expected: 4 ~ 8184)",
    "00000000, LENGTH_TOO_SMALL, length: 0 (expected: 4 ~ 8184)",
    "f91f0000, LENGTH_TOO_LARGE, length: 8185 (expected: 4 ~ 8184)",
    "ffffffff, LENGTH_TOO_LARGE, length: 4294967295 (expected: 4 ~ 8184)",
    "48545450, LENGTH_TOO_LARGE, length: 1347703880 (expected: 4 ~ 8184)"
  })
  void shouldRejectALengthBeforeWaitingForTheRest(String length, Fault fault, String message) {
    var thrown = feed(length);
    assertThat(thrown.fault()).isEqualTo(fault);
    assertThat(thrown).hasMessage(message);
    assertThat(thrown.getStackTrace()).isEmpty();
  }

  @Test
  void shouldAcceptTheLargestFrame() {
    channel.writeInbound(Fixtures.hex("f81f0000 00000000 77770000 " + "00".repeat(8180)));
    SccpFrame frame = channel.readInbound();
    assertThat(frame.message())
        .isEqualTo(new RawMessage(MessageId.of(0x7777), Octets.zeros(SccpFrame.MAX_BODY)));
  }

  @Test
  void shouldDiscardEverythingAfterAFault() {
    assertThat(feed("03000000" + ACK).fault()).isEqualTo(Fault.LENGTH_TOO_SMALL);
    channel.writeInbound(Fixtures.hex(ACK));
    channel.writeInbound(Fixtures.hex("00000000"));
    assertThat(channel.<Object>readInbound()).isNull();
  }

  @Test
  void shouldDeliverWhatCameBeforeAFault() {
    assertThat(feed(ACK + "03000000")).isNotNull();
    SccpFrame frame = channel.readInbound();
    assertThat(frame.message()).isEqualTo(KeepAliveAck.INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 17, 22, 99, -1})
  void shouldNotMindTheHeaderVersion(int version) {
    String stamp = Integer.toHexString(Integer.reverseBytes(version));
    channel.writeInbound(
        Fixtures.hex("04000000" + "0".repeat(8 - stamp.length()) + stamp + "00010000"));
    SccpFrame frame = channel.readInbound();
    assertThat(frame).isEqualTo(new SccpFrame(version, KeepAliveAck.INSTANCE, Octets.NONE));
  }

  @Test
  void shouldWaitQuietlyForTheRestOfAFrame() {
    channel.writeInbound(Fixtures.hex("04000000 00000000 0001"));
    assertThat(channel.<Object>readInbound()).isNull();
    channel.writeInbound(Fixtures.hex("0000"));
    assertThat(channel.<Object>readInbound()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ACK, // whole
        ACK + "0400", // closed in the middle of the next
        "0a000000 00000000 9d000000 6e6f000000ff", // kept bytes are copies
        ACK + "03000000" + ACK // a fault
      })
  void shouldReleaseEveryBuffer(String hex) {
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer();
    wire.writeBytes(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    List<ByteBuf> parts = new ArrayList<>();
    while (wire.isReadable()) {
      parts.add(PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(wire, 1));
    }
    wire.release();
    for (ByteBuf part : parts) {
      try {
        channel.writeInbound(part);
      } catch (SccpDecodeException e) {
        // The fault is in the bytes on purpose.
      }
    }
    channel.finishAndReleaseAll();
    assertThat(parts).allSatisfy(part -> assertThat(part.refCnt()).isZero());
  }

  @Test
  void shouldNameEachFaultForMetrics() {
    assertThat(Arrays.stream(Fault.values()).map(Enum::name))
        .containsExactly("LENGTH_TOO_SMALL", "LENGTH_TOO_LARGE");
  }

  private SccpDecodeException feed(String hex) {
    return catchThrowableOfType(
        SccpDecodeException.class, () -> channel.writeInbound(Fixtures.hex(hex)));
  }
}
