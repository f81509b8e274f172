package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Netns;
import io.kald.probe.name.HostLookup;
import io.kald.probe.name.NameLab;
import io.kald.probe.name.ScriptedDns;
import io.kald.probe.time.ManualTime;
import io.kald.probe.time.NanoClock;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real lookups, by a name server and a hosts file of the test's own; only time is moved by hand.
 */
class NameBookTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EVERY = 1_000_000;
  private static final String HOST = "db.example";

  private final ManualTime time = new ManualTime();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
  private final ScriptedDns dns = ScriptedDns.start();
  private final NameLab lab;
  private final NameBook book;

  NameBookTest(@TempDir Path etc) {
    lab = new NameLab(etc).file("resolv.conf", "nameserver 127.0.0.1", "options timeout:1");
    HostLookup lookup = lab.names(dns.port());
    book = new NameBook(lookup, time, (where, t) -> faults.add(where), EVERY, 60 * SECOND);
  }

  @AfterEach
  void stop() {
    book.close();
    dns.close();
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldKnowAnAddressAtOnceAndNeverLookItUp() {
    assertThat(book.known(spec("127.0.0.1"))).isEqualTo("127.0.0.1");
    assertThat(book.known(spec("::1"))).isEqualTo("::1");
    book.watch("k", spec("127.0.0.1"), told::add);
    assertThat(dns.questions()).isEmpty();
  }

  @Test
  void shouldTellTheAddressWhenFoundAndAgainWhenItChanges() throws Exception {
    dns.name(HOST, "127.0.0.1", "127.0.0.2");
    book.watch("k", spec(HOST), told::add);
    assertThat(next()).isEqualTo("127.0.0.1");
    assertThat(book.known(spec(HOST))).isEqualTo("127.0.0.1");
    dns.name(HOST, "127.0.0.3");
    assertThat(next()).isEqualTo("127.0.0.3");
  }

  @Test
  void shouldKeepAnAddressThatIsStillAmongTheNamesAddresses() throws Exception {
    dns.name(HOST, "127.0.0.1", "127.0.0.2");
    book.watch("k", spec(HOST), told::add);
    next();
    dns.name(HOST, "127.0.0.2", "127.0.0.1");
    awaitLookups(3);
    assertThat(told).isEmpty();
  }

  @Test
  void shouldKeepTheLastAddressThroughAnOutageOfTheNameServiceAndLetGoOfItLater() throws Exception {
    dns.name(HOST, "127.0.0.1");
    book.watch("k", spec(HOST), told::add);
    next();
    dns.forget(HOST);
    awaitLookups(3);
    assertThat(told).isEmpty();
    assertThat(book.failures()).isPositive();
    time.advance(61 * SECOND);
    assertThat(next()).isEmpty();
    dns.name(HOST, "127.0.0.1");
    assertThat(next()).isEqualTo("127.0.0.1");
  }

  @Test
  void shouldNotLetNamesThatStallOrDoNotResolveStopTheRest() throws Exception {
    dns.name(HOST, "127.0.0.1").name("slow.example", ScriptedDns.STALL);
    book.watch("gone", spec("gone.example"), told::add);
    for (int i = 0; i < 100; i++) {
      dns.name("slow" + i + ".example", ScriptedDns.STALL);
      book.watch("slow" + i, spec("slow" + i + ".example"), told::add);
    }
    book.watch("k", spec(HOST), told::add);
    assertThat(next()).isEqualTo("127.0.0.1");
    assertThat(book.known(spec("gone.example"))).isEmpty();
  }

  @Test
  void shouldTellALaterWatcherOfTheSameNameAtOnceAndAForgottenOneNothing() throws Exception {
    dns.name(HOST, "127.0.0.1");
    book.watch("a", spec(HOST), told::add);
    next();
    BlockingQueue<String> second = new LinkedBlockingQueue<>();
    book.watch("b", spec(HOST), second::add);
    assertThat(second.poll(10, TimeUnit.SECONDS)).isEqualTo("127.0.0.1");
    book.forget("a");
    dns.name(HOST, "127.0.0.9");
    // The first address may be told twice, when it is found while the second watcher comes.
    String next = second.poll(10, TimeUnit.SECONDS);
    assertThat("127.0.0.1".equals(next) ? second.poll(10, TimeUnit.SECONDS) : next)
        .isEqualTo("127.0.0.9");
    assertThat(told).isEmpty();
  }

  @Test
  void shouldMoveAsSoonAsThisMachinesAddressesChange(@TempDir Path etc) throws Exception {
    Netns.assumeUsable("sysctl");
    try (Netns here = Netns.create();
        Netns there = Netns.create()) {
      here.sysctl("net.ipv6.conf.default.accept_dad=0");
      here.cable("192.0.2.1/24,2001:db8::1/64", there, "192.0.2.2/24");
      here.ip("-6 route add default via fe80::fe dev eth0");
      HostNetwork network = here.call(() -> HostNetwork.open(NanoClock.SYSTEM));
      HostLookup lookup =
          new NameLab(etc).file("hosts", "192.0.2.20 both.test", "2001:db8::20 both.test").names(1);
      try (network;
          NameBook slow =
              new NameBook(lookup, time, (where, t) -> faults.add(where), 3600 * SECOND, SECOND)) {
        network.whenAddressesChange(slow::reconsider);
        here.call(
            () -> {
              slow.watch("k", spec("both.test"), told::add); // starts the thread of the lookup
              return true;
            });
        assertThat(next()).isEqualTo("2001:db8::20");
        here.ip("addr del 2001:db8::1/64 dev eth0"); // A link-local address is left.
        assertThat(next()).isEqualTo("192.0.2.20");
      }
    }
  }

  @Test
  void shouldChooseForEachWayOutAnAddressThatHasARouteThere() throws Exception {
    lab.file("hosts", "2001:db8:ffff::1 both.example", "127.0.0.1 both.example");
    Egress four = new Egress("127.0.0.1", null, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    book.watch("k", "both.example", Family.ANY, four, told::add);
    assertThat(next()).isEqualTo("127.0.0.1");
    BlockingQueue<String> six = new LinkedBlockingQueue<>();
    book.watch("6", "both.example", Family.IPV6, Egress.DEFAULT, six::add);
    assertThat(six.poll(10, TimeUnit.SECONDS)).isEqualTo("2001:db8:ffff::1");
  }

  private String next() throws InterruptedException {
    String address = told.poll(10, TimeUnit.SECONDS);
    assertThat(address).isNotNull();
    return address;
  }

  /** Until so many more have begun; what came before them is over. */
  private void awaitLookups(int count) {
    dns.questions();
    AtomicInteger seen = new AtomicInteger();
    Await.value(
        "lookups", () -> seen.addAndGet(dns.questions().size()), asked -> asked >= 2 * count);
  }

  private static ProbeSpec spec(String host) {
    return new IcmpSpec(host, Family.ANY, Egress.DEFAULT, 56);
  }
}
