package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.time.ManualTime;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameBookTest {
  private static final long SECOND = 1_000_000_000L;

  private final ManualTime time = new ManualTime();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
  private final Names dns = new Names();
  private final NameBook book =
      new NameBook(
          dns, time, (where, t) -> faults.add(where + t.getMessage()), 1_000_000, 60 * SECOND);

  @AfterEach
  void stopItsThreads() {
    book.close();
  }

  @Test
  void shouldKnowAnAddressAtOnceAndNeverLookItUp() {
    assertThat(book.known(spec("127.0.0.1"))).isEqualTo("127.0.0.1");
    assertThat(book.known(spec("::1"))).isEqualTo("::1");
    book.watch("k", spec("127.0.0.1"), told::add);
    assertThat(dns.asked).isEmpty();
  }

  @Test
  void shouldTellTheAddressWhenFoundAndAgainWhenItChanges() throws Exception {
    dns.answer = List.of("127.0.0.1", "127.0.0.2");
    book.watch("k", spec("db.example"), told::add);
    assertThat(next()).isEqualTo("127.0.0.1");
    assertThat(book.known(spec("db.example"))).isEqualTo("127.0.0.1");
    dns.answer = List.of("127.0.0.3");
    assertThat(next()).isEqualTo("127.0.0.3");
  }

  @Test
  void shouldKeepAnAddressThatIsStillAmongTheNamesAddresses() throws Exception {
    dns.answer = List.of("127.0.0.1", "127.0.0.2");
    book.watch("k", spec("db.example"), told::add);
    next();
    dns.answer = List.of("127.0.0.2", "127.0.0.1");
    dns.awaitLookups(3);
    assertThat(told).isEmpty();
  }

  @Test
  void shouldKeepTheLastAddressThroughAnOutageOfTheNameServiceAndLetGoOfItLater() throws Exception {
    dns.answer = List.of("127.0.0.1");
    book.watch("k", spec("db.example"), told::add);
    next();
    dns.answer = List.of();
    dns.awaitLookups(3);
    assertThat(told).isEmpty();
    assertThat(book.failures()).isPositive();
    time.advance(61 * SECOND);
    assertThat(next()).isEmpty();
  }

  @Test
  void shouldNotLetANameThatDoesNotResolveStopTheRest() throws Exception {
    dns.answer = List.of("127.0.0.1");
    book.watch("gone", spec("gone.example"), told::add);
    book.watch("k", spec("db.example"), told::add);
    assertThat(next()).isEqualTo("127.0.0.1");
    assertThat(book.known(spec("gone.example"))).isEmpty();
  }

  @Test
  void shouldTellALaterWatcherOfTheSameNameAtOnceAndAForgottenOneNothing() throws Exception {
    dns.answer = List.of("127.0.0.1");
    book.watch("a", spec("db.example"), told::add);
    next();
    BlockingQueue<String> second = new LinkedBlockingQueue<>();
    book.watch("b", spec("db.example"), second::add);
    assertThat(second.poll(10, TimeUnit.SECONDS)).isEqualTo("127.0.0.1");
    book.forget("a");
    dns.answer = List.of("127.0.0.9");
    // The first address may be told twice, when it is found while the second watcher comes.
    String next = second.poll(10, TimeUnit.SECONDS);
    assertThat("127.0.0.1".equals(next) ? second.poll(10, TimeUnit.SECONDS) : next)
        .isEqualTo("127.0.0.9");
    assertThat(told).isEmpty();
  }

  @Test
  void shouldReportABugOfTheLookupAndTryAgain() throws Exception {
    dns.answer = List.of("bug");
    book.watch("k", spec("db.example"), told::add);
    assertThat(faults.poll(10, TimeUnit.SECONDS)).isEqualTo("namesa bug");
    dns.answer = List.of("127.0.0.1");
    assertThat(next()).isEqualTo("127.0.0.1");
  }

  private String next() throws InterruptedException {
    String address = told.poll(10, TimeUnit.SECONDS);
    assertThat(address).isNotNull();
    return address;
  }

  private static ProbeSpec spec(String host) {
    return new ProbeSpec.IcmpSpec(host, Family.ANY, Egress.DEFAULT, 56);
  }

  /** A name service that says what the test wants; "gone" names have no address. */
  private static final class Names implements NameBook.Lookup {
    volatile List<String> answer = List.of();
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    @Override
    public List<String> addresses(String host, Family family) throws UnknownHostException {
      asked.add(host);
      List<String> now = answer;
      if (now.equals(List.of("bug"))) {
        throw new IllegalStateException("a bug");
      }
      if (now.isEmpty() || host.startsWith("gone")) {
        throw new UnknownHostException(host);
      }
      return now;
    }

    void awaitLookups(int count) throws InterruptedException {
      asked.clear();
      for (int i = 0; i < count; i++) {
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }
}
