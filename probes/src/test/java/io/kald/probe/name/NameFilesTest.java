package io.kald.probe.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the files of a machine say. */
class NameFilesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hosts: files dns                                          | web.test    | FILES, DNS",
        "passwd: files                                             | web.test    | FILES, DNS",
        "hosts: files mdns4_minimal [NOTFOUND=return] dns          | web.test    | FILES, DNS",
        "hosts: files mdns4_minimal [NOTFOUND=return] dns          | x.local     | FILES, SYSTEM",
        "hosts: mymachines resolve [!UNAVAIL=return] files dns     | web.test    | SYSTEM",
        "hosts: files resolve [!UNAVAIL=return] dns                | web.test    | FILES, SYSTEM",
        "hosts: files myhostname dns                               | web.test    | FILES, DNS",
        "hosts: files myhostname dns                               | here        | FILES, SYSTEM",
        "hosts: files dns myhostname                               | _gateway    | FILES, DNS, SYSTEM",
        "hosts: files ldap dns                                     | web.test    | FILES, SYSTEM",
        "hosts:files dns ldap # all                                | web.test    | FILES, DNS, SYSTEM",
        "hosts: files [NOTFOUND=return] dns                        | web.test    | FILES",
        "hosts: dns [!UNAVAIL=return NOTFOUND=return] files        | web.test    | DNS",
        "hosts: myhostname                                         | web.test    | SYSTEM",
      })
  void shouldKnowWhoIsAskedForAName(String line, String host, String expected) {
    assertThat(
            NameSources.parse("# comment\n" + line + "\n").order(host, "here").stream()
                .map(Enum::name)
                .collect(Collectors.joining(", ")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                              | host            | db        | db",
        "''                              | host.own.test   | db        | db.own.test, db",
        "search a.test B.test.           | host.own.test   | db        | db.a.test, db.b.test, db",
        "search a.test                   | host            | db.x      | db.x, db.x.a.test",
        "search a.test                   | host            | db.       | db",
        "domain a.test                   | host            | db        | db.a.test, db",
        "search a.test;options ndots:2   | host            | db.x      | db.x.a.test, db.x",
        "search a.test;options ndots:0   | host            | db        | db, db.a.test",
        "search a.test;search b.test     | host            | db        | db.b.test, db",
      })
  void shouldSearchAsGlibcDoes(String lines, String hostname, String host, String expected) {
    ResolverConf conf = ResolverConf.parse(lines.replace(';', '\n'), hostname, 53);
    assertThat(String.join(", ", conf.candidates(host))).isEqualTo(expected);
  }

  @Test
  void shouldKeepToTheLimitsOfGlibcAndTakeNothingAmiss() {
    ResolverConf conf =
        ResolverConf.parse(
            """
            # nameserver 192.0.2.99
            nameserver 192.0.2.1
            nameserver not-an-address
            nameserver 2001:db8::1
            nameserver 192.0.2.3
            nameserver 192.0.2.4
            nameserver
            options timeout:99 attempts:0 rotate single-request ndots:x no-aaaa trust-ad
            sortlist 130.155.160.0
            """,
            "host",
            53);
    assertThat(conf.servers())
        .extracting(s -> s.getAddress().getHostAddress())
        .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1", "192.0.2.3");
    assertThat(conf.timeoutSeconds()).isEqualTo(30);
    assertThat(conf.attempts()).isEqualTo(1);
    assertThat(conf.ndots()).isEqualTo(1);
    assertThat(List.of(conf.rotate(), conf.oneAtATime(), conf.noAaaa())).containsOnly(true);
    assertThat(ResolverConf.parse("", "host", 53).servers())
        .extracting(s -> s.getAddress().isLoopbackAddress())
        .containsExactly(true);
  }
}
