package io.kald.agent.simulate;

import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.lang.ref.Reference;

/**
 * Breaks the path of a socket: a filter that lets no packet in, so that even the kernel neither
 * acknowledges nor accepts. Needs the native transport; no privilege.
 */
final class PathFilter {
  private static final int SO_DETACH_FILTER = 27;

  /** What detaching says when nothing was attached. */
  private static final int ENOENT = 2;

  /** Classic BPF, linux/bpf_common.h: return 0, keep nothing. */
  private static final short RETURN = 0x06;

  private static final int INSTRUCTION_BYTES = 8;
  private static final int PROGRAM_BYTES = 16;

  private PathFilter() {}

  /** From now on the socket sees nothing. */
  static void attach(Channel channel) {
    OffHeap instruction = OffHeap.of(INSTRUCTION_BYTES);
    instruction.buffer().putShort(0, RETURN);
    OffHeap program = OffHeap.of(PROGRAM_BYTES);
    program.buffer().putShort(0, (short) 1).putLong(8, instruction.address());
    try {
      set(channel, Libc.SO_ATTACH_FILTER, program);
    } finally {
      Reference.reachabilityFence(instruction);
    }
  }

  /** The socket sees everything again; nothing happens when it did. */
  static void detach(Channel channel) {
    set(channel, SO_DETACH_FILTER, OffHeap.of(Integer.BYTES));
  }

  private static void set(Channel channel, int option, OffHeap value) {
    int fd = ((UnixChannel) channel).fd().intValue();
    boolean detaching = option == SO_DETACH_FILTER;
    if (Libc.setsockopt(fd, Libc.SOL_SOCKET, option, value.address(), value.bytes()) != 0
        && !(detaching && Libc.errno() == ENOENT)) {
      throw new IllegalStateException(Errno.at("setsockopt filter", Libc.errno()).detail());
    }
  }
}
