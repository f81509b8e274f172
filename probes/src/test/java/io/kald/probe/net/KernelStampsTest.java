package io.kald.probe.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelStampsTest {
  @Test
  void shouldWantStampsUntilItIsClosed() {
    KernelStamps stamps = KernelStamps.want();
    int fd = stamps.fd();
    assertThat(wants(fd)).isEqualTo(1);
    stamps.close();
    assertThat(stamps.fd()).isEqualTo(-1);
    stamps.close();
  }

  private static int wants(int fd) {
    OffHeap value = OffHeap.of(Integer.BYTES);
    OffHeap length = OffHeap.of(Integer.BYTES);
    length.buffer().putInt(0, Integer.BYTES);
    assertThat(
            Libc.getsockopt(
                fd, Libc.SOL_SOCKET, Libc.SO_TIMESTAMPNS, value.address(), length.address()))
        .isZero();
    return value.buffer().getInt(0);
  }
}
