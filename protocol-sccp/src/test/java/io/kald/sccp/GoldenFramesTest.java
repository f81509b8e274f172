package io.kald.sccp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each message writes exactly its frame, and is read from it however the bytes arrive. */
class GoldenFramesTest {
  private final HeaderVersion version = new HeaderVersion();
  private final EmbeddedChannel channel = new EmbeddedChannel(new SccpDecoder(version));

  static Stream<Golden> golden() {
    return Golden.all();
  }

  @AfterEach
  void nothingIsLeftOver() {
    assertThat(channel.finish()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void shouldWriteExactlyTheseBytes(Golden golden) {
    ByteBuf out = Unpooled.buffer();
    new SccpFrame(golden.version(), golden.message(), Octets.NONE).writeTo(out);
    ByteBuf expected = Fixtures.frame(golden.file());
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo(ByteBufUtil.hexDump(expected));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void shouldReadAWholeFrame(Golden golden) {
    channel.writeInbound(Fixtures.frame(golden.file()));
    assertThat(channel.<SccpFrame>readInbound()).isEqualTo(frame(golden));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void shouldReadHoweverTheBytesArrive(Golden golden) {
    ByteBuf frame = Fixtures.frame(golden.file());
    while (frame.isReadable()) {
      assertThat(channel.<Object>readInbound()).isNull();
      channel.writeInbound(frame.readRetainedSlice(1));
    }
    frame.release();
    assertThat(channel.<SccpFrame>readInbound()).isEqualTo(frame(golden));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void shouldReadManyFramesFromOneSegment(Golden golden) {
    byte[] one = ByteBufUtil.getBytes(Fixtures.frame(golden.file()));
    channel.writeInbound(Unpooled.wrappedBuffer(one, one, one));
    for (int i = 0; i < 3; i++) {
      assertThat(channel.<SccpFrame>readInbound()).isEqualTo(frame(golden));
    }
  }

  @Test
  void shouldHaveAGoldenFrameForEveryMessage() {
    var permitted =
        Arrays.stream(SccpMessage.class.getPermittedSubclasses()).collect(Collectors.toSet());
    var covered = golden().map(each -> each.message().getClass()).collect(Collectors.toSet());
    assertThat(covered).isEqualTo(permitted);
  }

  @Test
  void shouldListEveryMessageWithALayoutOnce() {
    var covered =
        golden()
            .map(Golden::message)
            .filter(message -> message.getClass() != RawMessage.class)
            .map(SccpMessage::id)
            .collect(Collectors.toSet());
    assertThat(SccpMessages.ids())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(covered);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void shouldBeCalledWhatItsIdIsCalled(Golden golden) {
    SccpMessage message = golden.message();
    String expected =
        message.getClass() == RawMessage.class
            ? "Unknown(0x7777)"
            : message.getClass().getSimpleName();
    assertThat(message.id()).hasToString(expected);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void shouldArriveAtOneMethodOfAVisitor(Golden golden) {
    var seen = new ArrayList<SccpMessage>();
    golden.message().accept(seen::add);
    assertThat(seen).containsExactly(golden.message());
  }

  private static SccpFrame frame(Golden golden) {
    return new SccpFrame(golden.version(), golden.message(), Octets.NONE);
  }
}
