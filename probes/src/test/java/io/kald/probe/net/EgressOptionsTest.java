package io.kald.probe.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EgressOptionsTest {
  private int fd;

  @BeforeEach
  void open() {
    assumeTrue(Libc.available(), "not run: needs 64-bit Linux");
    fd = Libc.socket(Libc.AF_INET, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
    assertThat(fd).isGreaterThan(2);
  }

  @AfterEach
  void close() {
    Libc.close(fd);
  }

  @Test
  void shouldHaveNothingToSetByDefault() {
    EgressOptions options = EgressOptions.of(Egress.DEFAULT, Libc.AF_INET);
    assertThat(options.isEmpty()).isTrue();
    assertThat(options.apply(fd)).isNull();
  }

  @Test
  void shouldSetDscpAndTtl() {
    Egress egress = new Egress(null, null, null, 46, 7, Egress.KERNEL);
    assertThat(EgressOptions.of(egress, Libc.AF_INET).apply(fd)).isNull();
    assertThat(option(Libc.IPPROTO_IP, Libc.IP_TOS)).isEqualTo(46 << 2);
    assertThat(option(Libc.IPPROTO_IP, Libc.IP_TTL)).isEqualTo(7);
  }

  @Test
  void shouldBindTheSourceAddressAndLeaveThePortForConnect() {
    assertThat(EgressOptions.of(source("127.1.2.3"), Libc.AF_INET).apply(fd)).isNull();
    OffHeap name = OffHeap.of(SockAddr.MAX_BYTES);
    OffHeap length = OffHeap.of(Integer.BYTES);
    length.buffer().putInt(0, name.bytes());
    assertThat(Libc.getsockname(fd, name.address(), length.address())).isZero();
    assertThat(SockAddr.addressIn(name.buffer(), 0)).isEqualTo("127.1.2.3");
    assertThat(SockAddr.portIn(name.buffer(), 0)).isZero();
  }

  @Test
  void shouldSayThatTheSourceIsNotOnThisMachine() {
    LocalFailure failure = apply(source("192.0.2.77"));
    assertThat(failure)
        .isEqualTo(
            new LocalFailure(
                Reason.SOURCE_ADDRESS_MISSING,
                "bind 192.0.2.77: EADDRNOTAVAIL (cannot assign requested address)"));
  }

  @Test
  void shouldSayThatTheSourceIsOfTheOtherFamily() {
    assertThat(apply(source("::1")))
        .isEqualTo(
            new LocalFailure(Reason.SOURCE_ADDRESS_MISSING, "source ::1 is no IPv4 address"));
  }

  @Test
  void shouldSayThatThereIsNoSuchDevice() {
    Egress egress = new Egress(null, null, "no-such-if", Egress.KERNEL, Egress.KERNEL, -1);
    assertThat(apply(egress))
        .isEqualTo(
            new LocalFailure(Reason.NO_DEVICE, "device no-such-if: ENODEV (no such device)"));
  }

  private @Nullable LocalFailure apply(Egress egress) {
    return EgressOptions.of(egress, Libc.AF_INET).apply(fd);
  }

  private static Egress source(String address) {
    return new Egress(address, null, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
  }

  private int option(int level, int name) {
    OffHeap value = OffHeap.of(Integer.BYTES);
    OffHeap length = OffHeap.of(Integer.BYTES);
    length.buffer().putInt(0, Integer.BYTES);
    assertThat(Libc.getsockopt(fd, level, name, value.address(), length.address())).isZero();
    return Objects.requireNonNull(value).buffer().getInt(0);
  }
}
