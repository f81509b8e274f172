package io.kald.probe.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.lab.Netns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A name with addresses of both families, on machines that have routes to one, both or neither. */
class OneFamilyTest {
  private static final String[] HOSTS = {"192.0.2.20 web.test", "2001:db8::20 web.test"};

  private final List<Netns> made = new ArrayList<>();

  @AfterEach
  void removeNamespaces() throws Exception {
    for (Netns one : made) {
      one.close();
      Files.deleteIfExists(etc(one).resolve("hosts"));
      Files.deleteIfExists(etc(one));
    }
  }

  @Test
  void shouldTakeTheAddressGetaddrinfoPutsFirst() throws Exception {
    Netns.assumeUsable("getent");
    Netns only6 = machine("2001:db8::1/64");
    Netns only4 = machine("192.0.2.1/24");
    Netns both = machine("192.0.2.1/24,2001:db8::1/64");
    assertThat(chosen(only6)).isEqualTo("2001:db8::20").isEqualTo(ofGetaddrinfo(only6));
    assertThat(chosen(only4)).isEqualTo("192.0.2.20").isEqualTo(ofGetaddrinfo(only4));
    assertThat(chosen(both)).isEqualTo("2001:db8::20").isEqualTo(ofGetaddrinfo(both));
  }

  @Test
  void shouldGoToTheNextAddressWhenTheRouteIsGoneAndStayThereWhenItIsBack() {
    Netns.assumeUsable();
    Netns both = machine("192.0.2.1/24,2001:db8::1/64");
    both.ip("-6 addr del 2001:db8::1/64 dev eth0");
    assertThat(chosen(both, "2001:db8::20")).isEqualTo("192.0.2.20");
    both.ip("-6 addr add 2001:db8::1/64 dev eth0 nodad");
    assertThat(chosen(both, "192.0.2.20")).isEqualTo("192.0.2.20");
  }

  @Test
  void shouldLeaveAnAddressThatOnlyALinkLocalSourceIsLeftFor() {
    Netns.assumeUsable();
    Netns both = machine("192.0.2.1/24,2001:db8::1/64");
    both.ip("-6 route add default via fe80::fe dev eth0");
    assertThat(chosen(both, "2001:db8::20")).isEqualTo("2001:db8::20");
    both.ip("-6 addr del 2001:db8::1/64 dev eth0");
    assertThat(chosen(both, "2001:db8::20")).isEqualTo("192.0.2.20");
    both.ip("-4 addr flush dev eth0");
    assertThat(chosen(both, "2001:db8::20")).isEqualTo("2001:db8::20");
  }

  private Netns machine(String addresses) {
    Netns one = Netns.create();
    one.sysctl("net.ipv6.conf.default.accept_dad=0"); // a link-local address serves at once
    Netns other = Netns.create();
    made.addAll(List.of(one, other));
    return one.cable(addresses, other, "198.51.100.1/32");
  }

  private static String chosen(Netns machine) {
    return chosen(machine, "");
  }

  private static String chosen(Netns machine, String current) {
    return machine.call(
        () -> {
          Path etc = Files.createTempDirectory("kald-etc");
          try (HostNames names = new NameLab(etc).file("hosts", HOSTS).names(53)) {
            return names
                .addresses("web.test", Family.ANY)
                .thenApply(all -> names.choose(all, Egress.DEFAULT, current))
                .get(10, TimeUnit.SECONDS);
          } finally {
            Files.delete(etc.resolve("hosts"));
            Files.delete(etc);
          }
        });
  }

  /** {@code ip netns exec} shows these files as those of {@code /etc}. */
  private static String ofGetaddrinfo(Netns machine) throws Exception {
    Files.createDirectories(etc(machine));
    Files.write(etc(machine).resolve("hosts"), List.of(HOSTS));
    return machine.run("getent", "ahosts", "web.test").split("\\s+", 2)[0];
  }

  private static Path etc(Netns machine) {
    return Path.of("/etc/netns", machine.name());
  }
}
