package io.kald.probe.icmp;

import io.kald.probe.LocalFailure;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a raw socket see only echo replies under its own identifier: else each would be handed every
 * ICMP packet of the machine, the other loops' answers among them. ICMP errors come by the error
 * queue, which no filter touches.
 */
final class RawFilter {
  private static final int SOL_RAW = 255;
  private static final int ICMP_FILTER = 1;
  private static final int ICMP6_FILTER = 1;

  // Classic BPF, linux/bpf_common.h.
  private static final int LOAD_IP_HEADER_LENGTH_TO_X = 0xb1;
  private static final int LOAD_HALF_AT_X_PLUS = 0x48;
  private static final int LOAD_HALF_AT = 0x28;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int INSTRUCTION_BYTES = 8;

  private RawFilter() {}

  /** Sets both filters; returns null, or why this machine would not. */
  static @Nullable LocalFailure apply(IcmpVersion version, int fd, int identifier) {
    LocalFailure failure = version == IcmpVersion.V4 ? types4(fd) : types6(fd);
    return failure != null ? failure : attach(fd, program(version, identifier));
  }

  // In both filters a set bit keeps a type out.
  private static @Nullable LocalFailure types4(int fd) {
    OffHeap mask = OffHeap.of(4);
    mask.buffer().putInt(0, ~(1 << IcmpVersion.V4.replyType));
    return Opening.set(fd, SOL_RAW, ICMP_FILTER, mask, "ICMP_FILTER");
  }

  private static @Nullable LocalFailure types6(int fd) {
    OffHeap mask = OffHeap.of(32);
    int reply = IcmpVersion.V6.replyType;
    for (int word = 0; word < 8; word++) {
      mask.buffer().putInt(word * 4, word == reply >> 5 ? ~(1 << (reply & 31)) : ~0);
    }
    return Opening.set(fd, Libc.IPPROTO_ICMPV6, ICMP6_FILTER, mask, "ICMP6_FILTER");
  }

  // A raw IPv4 socket sees the IP header, a raw IPv6 socket does not.
  private static OffHeap program(IcmpVersion version, int identifier) {
    boolean v4 = version == IcmpVersion.V4;
    OffHeap program = OffHeap.of((v4 ? 5 : 4) * INSTRUCTION_BYTES);
    ByteBuffer out = program.buffer();
    if (v4) {
      instruction(out, LOAD_IP_HEADER_LENGTH_TO_X, 0, 0);
      instruction(out, LOAD_HALF_AT_X_PLUS, 0, 4);
    } else {
      instruction(out, LOAD_HALF_AT, 0, 4);
    }
    instruction(out, JUMP_IF_EQUAL, 1, identifier);
    instruction(out, RETURN, 0, 0);
    instruction(out, RETURN, 0, -1);
    return program;
  }

  private static void instruction(ByteBuffer out, int code, int skipIfTrue, int operand) {
    out.putShort((short) code).put((byte) skipIfTrue).put((byte) 0).putInt(operand);
  }

  private static @Nullable LocalFailure attach(int fd, OffHeap program) {
    OffHeap head = OffHeap.of(16);
    head.buffer().putShort(0, (short) (program.bytes() / INSTRUCTION_BYTES));
    head.buffer().putLong(8, program.address());
    try {
      return Opening.set(fd, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, head, "SO_ATTACH_FILTER");
    } finally {
      Reference.reachabilityFence(program);
    }
  }
}
