package io.kald.agent.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.FlowOptions;
import io.kald.agent.flow.FlowTable;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileCapturesTest {
  private static final int EPB = NgReader.PACKET;

  /** Bytes of a record without a packet in it, in either format. */
  private static final int LEAST_RECORD = 16;

  static Stream<Arguments> damages() {
    return Stream.of(
        ng("length 0", c -> c.raw(words(EPB, 0, 0)), "0 bytes long, which no block can be"),
        ng("length 4 GB", c -> c.raw(words(EPB, -4, 0)), "ends within a block of 4,294,967,292"),
        ng("odd length", c -> c.raw(words(EPB, 13, 0, 0)), "13 bytes long, which no block"),
        ng("two lengths", c -> c.raw(words(9, 16, 0, 12)), "16 bytes long by its beginning and 12"),
        ng("cut header", c -> c.raw(new byte[5]), "ends within the header of a block"),
        ng("long packet", c -> c.block(EPB, packet(0, 300)), "longer than the block that holds"),
        ng("huge packet", c -> c.block(EPB, packet(0, -1)), "4,294,967,295 bytes of it were"),
        ng("no interface", c -> c.block(EPB, packet(7, 0)), "of interface 7, which is not"),
        ng("bad interface", c -> c.block(EPB, packet(-1, 0)), "of interface -1, which is not"),
        ng("short packet", c -> c.block(EPB, buffer(4)), "a packet has too short a block"),
        ng("no order", c -> c.block(NgReader.SECTION, buffer(16)), "in which byte order it is"),
        ng("short section", c -> c.block(NgReader.SECTION, order(4)), "too short a block"),
        ng("version 0", c -> c.block(NgReader.SECTION, order(16)), "version 0 of the format"),
        ng("short interface", c -> c.block(1, buffer(0)), "described by too short a block"),
        ng("interfaces", c -> describe(c, 70_000), "more than 65,536 interfaces"),
        old("captured -1", c -> c.raw(words(1, 1, -1, 60)), "4,294,967,295 bytes of it were"),
        old("captured 4 MB", c -> c.raw(words(1, 1, 1 << 22, 60)), "more than 262,144 cannot be"),
        old("cut packet", c -> c.raw(words(1, 1, 60, 60, 5)), "ends within a packet"),
        old("cut header", c -> c.raw(words(1, 1, 60)), "ends within the header of a packet"));
  }

  private static Arguments ng(String name, Consumer<CaptureBuilder> script, String text) {
    return Arguments.of(name, CaptureBuilder.pcapng(), script, text);
  }

  private static Arguments old(String name, Consumer<CaptureBuilder> script, String text) {
    return Arguments.of(name, CaptureBuilder.pcap(), script, text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void shouldReadUpToTheDamageAndNameIt(
      String name, CaptureBuilder capture, Consumer<CaptureBuilder> script, String text) {
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80).syn();
    long whole = capture.bytes().length;
    script.accept(capture);
    CaptureSummary summary = capture.read(packet -> {});
    Damage damage = summary.damage();
    assertThat(summary.packets()).isEqualTo(1);
    assertThat(damage).isNotNull();
    assertThat(damage).extracting(Damage::text).asString().contains(text);
    assertThat(damage).extracting(Damage::offset).matches(o -> o >= whole);
  }

  @Example
  void shouldPassOverBlocksItDoesNotKnowHoweverLong() {
    var capture = CaptureBuilder.pcapng().block(0x0BAD, buffer(3 * Blocks.SIZE));
    capture.echoRequest("10.0.0.1", "10.0.0.2", 1, 1);
    CaptureSummary summary = capture.read(packet -> {});
    assertThat(summary.damage()).isNull();
    assertThat(summary.packets()).isEqualTo(1);
  }

  @Example
  void shouldNotGoRoundInOptionsAndHeaders() {
    var capture = CaptureBuilder.pcap(ByteOrder.LITTLE_ENDIAN, LinkTypes.IPV6);
    byte[] loop = new byte[60_000];
    loop[0] = 0x60;
    loop[6] = 0;
    capture.frame(loop);
    byte[] routed = IpPackets.ip("2001:db8::1", "2001:db8::2", 43, 0, new byte[] {43, 0, 0, 0});
    capture.frame(routed);
    CaptureSummary summary = capture.read(packet -> packet.comments());
    assertThat(summary.count(Content.MALFORMED)).isEqualTo(1);
    assertThat(summary.count(Content.CUT)).isEqualTo(1);
  }

  @Example
  void shouldCountWhatItCannotPutTogether() {
    var capture = CaptureBuilder.pcap(ByteOrder.LITTLE_ENDIAN, LinkTypes.RAW);
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80).syn();
    byte[] later = capture.lastIp();
    later[7] = 9;
    byte[] first = capture.lastIp();
    first[6] = 0x20;
    byte[] shortHeader = capture.lastIp();
    shortHeader[32] = 0x10;
    capture.ip(later).ip(first).ip(shortHeader);
    capture.frame(java.util.Arrays.copyOf(first, 30)).frame(new byte[] {0x50, 1, 2, 3});
    CaptureSummary summary = capture.read(packet -> {});
    assertThat(summary.fragments()).isEqualTo(3);
    assertThat(summary.count(Content.TCP)).isEqualTo(2);
    assertThat(summary.count(Content.LATER_FRAGMENT)).isEqualTo(1);
    assertThat(summary.count(Content.MALFORMED)).isEqualTo(1);
    assertThat(summary.count(Content.CUT)).isEqualTo(1);
    assertThat(summary.count(Content.NOT_IP)).isEqualTo(1);
  }

  @Property(tries = 2000)
  @Tag("slow")
  void shouldReadWhateverIsChangedInACapture(
      @ForAll boolean ng, @ForAll @IntRange(max = 2000) int at, @ForAll byte value) {
    byte[] capture = sample(ng ? CaptureBuilder.pcapng() : CaptureBuilder.pcap());
    int from = ng ? 28 : 4;
    capture[from + at % (capture.length - from)] = value;
    var table = new FlowTable(FlowOptions.USUAL.withEntries(3), new Nobody());
    CaptureSummary summary = CaptureBuilder.read(capture, table);
    table.finish();
    assertThat(summary.packets())
        .isEqualTo(table.counts().packets())
        .isLessThanOrEqualTo(capture.length / LEAST_RECORD);
    assertThat(table.size()).isZero();
  }

  @Example
  void shouldReadWhatLooksLikeEmptyRecordsBehindAWrongLength() {
    shouldReadWhateverIsChangedInACapture(false, 473, (byte) 7);
  }

  private static byte[] sample(CaptureBuilder capture) {
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 2000).open().send("hello").fin();
    capture.tcp("2001:db8::1", 40_000, "2001:db8::2", 80).syn();
    capture.icmpError("2001:db8::3", "2001:db8::1", 1, 4);
    return capture.echoRequest("10.0.0.1", "10.0.0.2", 1, 1).bytes();
  }

  private static void describe(CaptureBuilder capture, int times) {
    for (int i = 0; i < times; i++) {
      capture.describe(LinkTypes.ETHERNET, 9);
    }
  }

  private static ByteBuffer packet(int interfaceId, int captured) {
    return buffer(20).putInt(interfaceId).putLong(0).putInt(captured).putInt(captured);
  }

  private static ByteBuffer order(int size) {
    return buffer(size).putInt(NgReader.BYTE_ORDER);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] words(int... words) {
    byte[] bytes = new byte[words.length * Integer.BYTES];
    var out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      out.putInt(word);
    }
    return bytes;
  }

  private static final class Nobody implements FlowListener {
    @Override
    public void onTcp(TcpExchange exchange) {
      // Only that it does not fail matters.
    }

    @Override
    public void onEcho(EchoExchange exchange) {
      // Only that it does not fail matters.
    }

    @Override
    public void onSccp(SccpSeen message) {
      // Only that it does not fail matters.
    }
  }
}
