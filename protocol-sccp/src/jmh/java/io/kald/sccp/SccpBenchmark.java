package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one frame costs to read and to write, and what it leaves behind. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class SccpBenchmark {
  private final SccpFrames frames = new SccpFrames();
  private ByteBuf ack = Unpooled.EMPTY_BUFFER;
  private ByteBuf register = Unpooled.EMPTY_BUFFER;
  private ByteBuf raw = Unpooled.EMPTY_BUFFER;
  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private SccpMessage registerMessage = KeepAlive.INSTANCE;

  /** Direct buffers, as a channel has them. */
  @Setup
  public void fill() {
    ack = direct("040000000000000000010000");
    register =
        direct(
            "380000000000000001000000534550303031333830414439453546000000000001000000"
                + "0a660ad1377500000000000000000000070000810000000000000000");
    raw = direct("080000000000000088000000" + "01000000");
    out = Unpooled.directBuffer(256);
    registerMessage = read(register).message();
  }

  /** The frame a keepalive daemon reads all day. */
  @Benchmark
  public @Nullable SccpFrame decodeKeepAliveAck() {
    return frames.next(ack.readerIndex(0));
  }

  /** A 7912's registration. */
  @Benchmark
  public @Nullable SccpFrame decodeRegister() {
    return frames.next(register.readerIndex(0));
  }

  /** A message without a layout. */
  @Benchmark
  public @Nullable SccpFrame decodeRaw() {
    return frames.next(raw.readerIndex(0));
  }

  /** The frame a keepalive daemon writes all day. */
  @Benchmark
  public ByteBuf encodeKeepAlive() {
    SccpFrame.write(0, KeepAlive.INSTANCE, Octets.NONE, out.clear());
    return out;
  }

  /** A 7912's registration. */
  @Benchmark
  public ByteBuf encodeRegister() {
    SccpFrame.write(0, registerMessage, Octets.NONE, out.clear());
    return out;
  }

  private static ByteBuf direct(String hex) {
    byte[] bytes = ByteBufUtil.decodeHexDump(hex);
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  private static SccpFrame read(ByteBuf frame) {
    return Objects.requireNonNull(new SccpFrames().next(frame));
  }
}
