package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Phone;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.PhoneTls;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Service;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhonesTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private static PhoneSpec phone(String keys) throws ConfigException {
    String yaml = "phones: [{name: p, device: SEP001122334455, " + keys + "}]";
    return parse(yaml).phones().get(0).spec();
  }

  private static Config parse(String yaml) throws ConfigException {
    return ConfigFile.parse("f", yaml, GoodFiles.ENVIRONMENT);
  }

  @Test
  void shouldSpellAnAddressInOneWay() throws ConfigException {
    String yaml =
        """
        services: [{name: a, host: "2001:DB8:0::0001", source: "2001:DB8::A"}]
        phones: [{name: p, device: SEP001122334455, nodes: "[2001:0DB8::2]:2001, ::FFFF:c000:201"}]
        """;
    Config config = parse(yaml);
    ProbeSpec probe = config.keepalives().get(0).probe();
    assertThat(probe.target()).isEqualTo("2001:db8::1");
    assertThat(probe.egress().source()).isEqualTo("2001:db8::a");
    assertThat(config.phones().get(0).target())
        .contains("[2001:db8::2]:2001", "[::ffff:192.0.2.1]:2000");
  }

  @Test
  void shouldCountPhonesApartFromServices() throws ConfigException {
    String phones =
        "phones: [{name: p, device: SEP001122334455, nodes: [a, b]}, "
            + "{name: q, device: SEP001122334456, nodes: [b, a]}]\n";
    assertThat(parse(phones).counts().inWords()).isEqualTo("2 phones on 2 call managers");
    assertThat(parse(phones + "services: [{name: s, host: h}]").counts().inWords())
        .isEqualTo("1 service on 1 keepalive, 2 phones on 2 call managers");
    assertThat(parse("services: []").counts().inWords()).isEqualTo("0 services on 0 keepalives");
  }

  @Test
  void shouldHaveThePhonesOwnDefaults() throws ConfigException {
    Config config = parse("phones: [{name: p, device: SEP001122334455, nodes: [a, b]}]");
    assertThat(config.warnings()).isEmpty();
    assertThat(config.phones())
        .containsExactly(
            new Phone(
                "p",
                new PhoneSpec(
                    new PhoneDevice("SEP001122334455", 7, 17, 1),
                    List.of(new PhoneNode("a", "a", 2000), new PhoneNode("b", "b", 2000)),
                    null,
                    PhoneTimers.DEFAULT,
                    PhoneDetection.DEFAULT,
                    null,
                    Egress.DEFAULT),
                List.of(new Service("p", false))));
  }

  @Test
  void shouldKeepOnceWhatPhonesHaveInCommon() throws ConfigException {
    String yaml =
        """
        phones:
          - {name: p, device: SEP001122334455, nodes: [a, b]}
          - {name: q, device: SEP001122334456, nodes: [a, b]}
          - {name: r, device: SEP001122334457, nodes: [b, a]}
        """;
    List<Phone> all = parse(yaml).phones();
    PhoneSpec first = all.get(0).spec();
    PhoneSpec second = all.get(1).spec();
    PhoneSpec third = all.get(2).spec();
    assertThat(second.nodes()).isSameAs(first.nodes());
    assertThat(second.timers()).isSameAs(first.timers());
    assertThat(second.detection()).isSameAs(first.detection());
    assertThat(second.egress()).isSameAs(first.egress());
    assertThat(third.nodes()).isNotEqualTo(first.nodes());
  }

  @Test
  void shouldReadEveryKey() throws ConfigException {
    Phone desk = parse(GoodFiles.EVERYTHING).phones().get(0);
    assertThat(desk.suspended()).isTrue();
    assertThat(desk.spec())
        .isEqualTo(
            new PhoneSpec(
                new PhoneDevice("SEP0011223344AA", 30018, 11, 2),
                List.of(
                    new PhoneNode("cucm1", "cucm1", 2443),
                    new PhoneNode("cucm2.example:2001", "cucm2.example", 2001),
                    new PhoneNode("[2001:db8::3]:2002", "2001:db8::3", 2002)),
                new PhoneNode("192.0.2.9", "192.0.2.9", 2000),
                new PhoneTimers(
                    2 * SECOND, 3 * SECOND, SECOND, 2 * SECOND, 60 * SECOND, 30 * SECOND),
                new PhoneDetection(
                    Kind.DELAYED,
                    true,
                    new Geometric(2.25, 7, 100 * MILLI, 2 * SECOND, 150 * MILLI),
                    4),
                new PhoneTls(null, "ab".repeat(32), null, null),
                new Egress(null, null, "eth1", 24, 9, 2)));
  }

  @Test
  void shouldTakeFromTheDefaultsHowPacketsLeave() throws ConfigException {
    Phone hall = parse(GoodFiles.EVERYTHING).phones().get(1);
    assertThat(hall.spec().egress()).isEqualTo(new Egress(null, null, "lo", 34, 7, 16));
  }

  @Test
  void shouldTakeNodesAndDetectionFromTheDefaults() throws ConfigException {
    String yaml =
        """
        defaults: {nodes: [a, "b:5"], srst: c, detect-failure: delayed}
        phones:
          - {name: p, device: SEP001122334455}
          - {name: q, device: SEP001122334456, nodes: d, srst: none, detect-failure: normal}
        """;
    PhoneSpec first = parse(yaml).phones().get(0).spec();
    assertThat(first.target()).isEqualTo("a:2000, b:5");
    assertThat(first.srst()).isEqualTo(new PhoneNode("c", "c", 2000));
    assertThat(first.detection().kind()).isEqualTo(Kind.DELAYED);
    PhoneSpec second = parse(yaml).phones().get(1).spec();
    assertThat(second.target()).isEqualTo("d:2000");
    assertThat(second.srst()).isNull();
    assertThat(second.detection().kind()).isEqualTo(Kind.NORMAL);
  }

  @Test
  void shouldTakeTlsFromTheDefaultsUnlessThePhoneHasItsOwn() throws ConfigException {
    String yaml =
        """
        defaults: {nodes: a, tls: true, tls-pin: "%s"}
        phones:
          - {name: p, device: SEP001122334455}
          - {name: q, device: SEP001122334456, tls-pin: "%s"}
          - {name: r, device: SEP001122334457, tls: false}
        """
            .formatted("ab".repeat(32), "cd".repeat(32));
    List<Phone> all = parse(yaml).phones();
    PhoneSpec first = all.get(0).spec();
    assertThat(first.tls()).isEqualTo(new PhoneTls(null, "ab".repeat(32), null, null));
    assertThat(first.target()).isEqualTo("a:2443");
    PhoneSpec second = all.get(1).spec();
    assertThat(second.tls()).isEqualTo(new PhoneTls(null, "cd".repeat(32), null, null));
    PhoneSpec third = all.get(2).spec();
    assertThat(third.tls()).isNull();
    assertThat(third.target()).isEqualTo("a:2000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Normal", "normal", "NORMAL", "Delayed", "delayed"})
  void shouldTakeTheDetectionInCucmsSpelling(String word) throws ConfigException {
    assertThat(phone("nodes: a, detect-failure: " + word).detection().kind())
        .isEqualTo(Kind.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @CsvSource({
    "'SEP0011223344[00-99]', 100, SEP001122334400, SEP001122334499, floor-00, floor-99",
    "'sep0011223344[08-0a]', 3, SEP001122334408, SEP00112233440A, floor-08, floor-0A",
    "'SEP[000-099]223344550', 100, SEP000223344550, SEP099223344550, floor-000, floor-099",
    "'SEP00112233445[7-7]', 1, SEP001122334457, SEP001122334457, floor-7, floor-7",
    "'SEP00112233[0000-9999]', 10000, SEP001122330000, SEP001122339999, floor-0000, floor-9999",
  })
  void shouldMakeManyPhonesOfOneEntry(
      String range, int count, String first, String last, String firstName, String lastName)
      throws ConfigException {
    List<Phone> all =
        parse("phones: [{name: floor, devices: '" + range + "', nodes: a, lines: 2}]").phones();
    assertThat(all).hasSize(count);
    assertThat(all.get(0).name()).isEqualTo(firstName);
    assertThat(all.get(count - 1).name()).isEqualTo(lastName);
    PhoneSpec one = all.get(0).spec();
    assertThat(one.device()).isEqualTo(new PhoneDevice(first, 7, 17, 2));
    PhoneSpec other = all.get(count - 1).spec();
    assertThat(other).isEqualTo(one.as(new PhoneDevice(last, 7, 17, 2)));
    assertThat(other.nodes()).isSameAs(one.nodes());
  }

  @ParameterizedTest
  @CsvSource({
    "h, h, 2000",
    "'h:5', h, 5",
    "10.1.1.1, 10.1.1.1, 2000",
    "'10.1.1.1:2001', 10.1.1.1, 2001",
    "'::1', ::1, 2000",
    "'[::1]', ::1, 2000",
    "'[::1]:2001', ::1, 2001",
    "'[fe80::1%eth0]:2001', fe80::1%eth0, 2001",
  })
  void shouldReadANodeInEveryWayItIsWritten(String text, String host, int port)
      throws ConfigException {
    List<PhoneNode> expected = List.of(new PhoneNode(text, host, port));
    assertThat(phone("nodes: '" + text + "'").nodes()).isEqualTo(expected);
    assertThat(phone("nodes: ['" + text + "']").nodes()).isEqualTo(expected);
  }

  @Test
  void shouldFillPlaceholdersWithinAList() throws ConfigException {
    assertThat(phone("nodes: ['${KALD_TEST_TOKEN}', b]").target())
        .isEqualTo("hunter2:2000, b:2000");
  }

  @Test
  void shouldDoubtNormalWithoutAWire() throws ConfigException {
    String phone = "phones: [{name: p, device: SEP001122334455, nodes: a, wireless: true";
    assertThat(parse(phone + ", detect-failure: normal}]").warnings())
        .containsExactly(
            "f:1:87: phones[0].detect-failure: normal is delayed all the same, for the phone is"
                + " wireless");
    assertThat(parse(phone + "}]").warnings()).isEmpty();
  }
}
