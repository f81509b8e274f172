package io.kald.sccp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for all values and all bytes. */
class SccpPropertiesTest {
  @Provide
  Arbitrary<SccpMessage> messages() {
    return Arbitraries.of(Messages.each()).flatMap(each -> each.map(SccpMessage.class::cast));
  }

  @Provide
  Arbitrary<Integer> ids() {
    return Arbitraries.of(SccpMessages.ids()).map(MessageId::value);
  }

  @Property
  boolean shouldReadEveryValueAsItWasWritten(@ForAll("messages") SccpMessage message) {
    var frame = new SccpFrame(20, message, Octets.NONE);
    return Frames.roundTrip(frame).equals(frame);
  }

  @Property
  void shouldReadAnyBodyOfAnyMessageAndWriteItAgain(
      @ForAll("ids") int id, @ForAll @Size(max = 400) byte[] body) {
    ByteBuf in = Unpooled.buffer().writeIntLE(body.length + 4).writeIntLE(0).writeIntLE(id);
    SccpFrame first = Frames.decode(in.writeBytes(body));
    var alone = new SccpFrame(0, first.message(), Octets.NONE);
    assertThat(Frames.roundTrip(alone)).isEqualTo(alone);
  }

  @Property
  void shouldReadAnyBytesOrNameTheFault(@ForAll @Size(max = 200) byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    var frames = new SccpFrames();
    try {
      while (frames.next(in) != null) {
        assertThat(frames.failed()).isFalse();
      }
    } catch (SccpDecodeException e) {
      assertThat(e.fault()).isNotNull();
      assertThat(in.isReadable()).isFalse();
      assertThat(frames.failed()).isTrue();
    }
  }

  @Property
  @Tag("slow")
  void shouldReadTheSameHoweverASegmentIsCut(
      @ForAll @Size(max = 6) List<@IntRange(max = 40) Integer> picks,
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 60) Integer> cuts) {
    List<SccpMessage> golden = Golden.all().map(Golden::message).toList();
    ByteBuf wire = Unpooled.buffer();
    var sent = new ArrayList<SccpMessage>();
    for (int pick : picks) {
      sent.add(golden.get(pick));
      new SccpFrame(0, golden.get(pick), Octets.NONE).writeTo(wire);
    }
    var channel = new EmbeddedChannel(new SccpDecoder(new HeaderVersion()));
    for (int cut : cuts) {
      channel.writeInbound(wire.readRetainedSlice(Math.min(cut, wire.readableBytes())));
    }
    channel.writeInbound(wire);
    for (SccpMessage message : sent) {
      assertThat(channel.<SccpFrame>readInbound().message()).isEqualTo(message);
    }
    assertThat(channel.finish()).isFalse();
  }
}
