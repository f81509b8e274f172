package io.kald.probe.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.lab.Await;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostNamesTest {
  private final ScriptedDns dns = ScriptedDns.start();
  private final NameLab lab;
  private final HostNames names;

  HostNamesTest(@TempDir Path etc) {
    lab =
        new NameLab(etc)
            .file("resolv.conf", "nameserver 127.0.0.1", "options timeout:1 attempts:1");
    names = lab.names(dns.port());
  }

  @AfterEach
  void stop() {
    names.close();
    dns.close();
  }

  @Test
  void shouldAskNobodyForANameOfTheHostsFile() throws Exception {
    lab.file("hosts", "192.0.2.1 web.test www.test # comment", "2001:db8::1 WEB.test");
    assertThat(look("web.test", Family.ANY)).containsExactly("2001:db8::1", "192.0.2.1");
    assertThat(look("www.test.", Family.IPV4)).containsExactly("192.0.2.1");
    assertThat(dns.questions()).isEmpty();
  }

  @Test
  void shouldReadTheHostsFileAgainWhenItHasChanged() throws Exception {
    lab.file("hosts", "192.0.2.1 web.test");
    assertThat(look("web.test", Family.ANY)).containsExactly("192.0.2.1");
    lab.file("hosts", "192.0.2.22 web.test");
    assertThat(look("web.test", Family.ANY)).containsExactly("192.0.2.22");
  }

  @Test
  void shouldAskNameServersForBothFamiliesOrForTheOneThatIsWanted() throws Exception {
    dns.name("both.test", "192.0.2.1", "192.0.2.2", "2001:db8::1");
    assertThat(look("both.test", Family.ANY))
        .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2", "2001:db8::1");
    assertThat(dns.questions()).containsExactlyInAnyOrder("A both.test", "AAAA both.test");
    assertThat(look("both.test", Family.IPV6)).containsExactly("2001:db8::1");
    assertThat(dns.questions()).containsExactly("AAAA both.test");
  }

  @Test
  void shouldFollowAliasesWithinAnAnswerAndAcrossAnswers() throws Exception {
    dns.name("a.test", "cname:b.test").name("b.test", "cname:c.test").name("c.test", "192.0.2.3");
    assertThat(look("a.test", Family.ANY)).containsExactly("192.0.2.3");
  }

  @Test
  void shouldAskByTcpWhatDoesNotFitInADatagram() throws Exception {
    dns.name("big.test", ScriptedDns.BY_TCP, "192.0.2.4", "192.0.2.5");
    assertThat(look("big.test", Family.IPV4)).containsExactly("192.0.2.4", "192.0.2.5");
    assertThat(dns.questions()).containsExactly("A big.test", "A big.test");
  }

  @Test
  void shouldNotTakeACutAnswerForAnEmptyOne() throws Exception {
    dns.name("big.test", ScriptedDns.BY_TCP, "192.0.2.4");
    dns.closeTcp();
    assertThatThrownBy(() -> look("big.test", Family.IPV4))
        .hasMessage(
            "big.test: the name servers do not help: an answer that is cut off from 127.0.0.1");
  }

  @Test
  void shouldSayThatANameHasNoAddressWhateverTheReason() {
    dns.name("empty.test").name("four.test", "192.0.2.1").name("broken.test", ScriptedDns.SERVFAIL);
    assertThatThrownBy(() -> look("none.test", Family.ANY))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("none.test: this name has no address");
    assertThatThrownBy(() -> look("empty.test", Family.ANY))
        .hasMessage("empty.test: this name has no address");
    assertThatThrownBy(() -> look("four.test", Family.IPV6))
        .hasMessage("four.test: this name has no IPv6 address");
    assertThatThrownBy(() -> look("broken.test", Family.IPV4))
        .hasMessage("broken.test: the name servers do not help: ServFail(2) from 127.0.0.1");
  }

  @Test
  void shouldNotAskForNamesThatNeverExist() {
    assertThatThrownBy(() -> look("x.invalid", Family.ANY))
        .hasMessage("x.invalid: this name has no address");
    assertThat(dns.questions()).isEmpty();
  }

  @Test
  void shouldSearchTheDomainsOfTheFileAndReadItAgainWhenItHasChanged() throws Exception {
    dns.name("db.one.test", "192.0.2.1").name("db.two.test", "192.0.2.2");
    lab.file("resolv.conf", "nameserver 127.0.0.1", "search none.test one.test");
    assertThat(look("db", Family.IPV4)).containsExactly("192.0.2.1");
    assertThat(dns.questions()).containsExactly("A db.none.test", "A db.one.test");
    lab.file("resolv.conf", "nameserver 127.0.0.1", "search two.test", "options timeout:2");
    assertThat(look("db", Family.IPV4)).containsExactly("192.0.2.2");
  }

  @Test
  @Tag("slow")
  void shouldAskTheNextServerWhenOneIsSilentAndItFirstFromThenOn() throws Exception {
    try (ScriptedDns second = ScriptedDns.start("127.0.0.2", dns.port())) {
      lab.file("resolv.conf", "nameserver 127.0.0.1", "nameserver 127.0.0.2", "options timeout:1");
      dns.silent(true);
      second.name("web.test", "192.0.2.7");
      assertThat(look("web.test", Family.IPV4)).containsExactly("192.0.2.7");
      dns.questions();
      assertThat(look("web.test", Family.IPV4)).containsExactly("192.0.2.7");
      assertThat(dns.questions()).isEmpty();
    }
  }

  @Test
  @Tag("slow")
  void shouldNotWaitForAServerThatTheFileDoesNotNameAnyMore() throws Exception {
    try (ScriptedDns second = ScriptedDns.start("127.0.0.2", dns.port())) {
      lab.file("resolv.conf"); // as good as "nameserver 127.0.0.1"
      dns.silent(true);
      second.name("web.test", "192.0.2.7");
      CompletableFuture<List<InetAddress>> found = names.addresses("web.test", Family.IPV4);
      awaitQuestion();
      lab.file("resolv.conf", "nameserver 127.0.0.2", "options timeout:30");
      assertThat(found.get(40, TimeUnit.SECONDS))
          .extracting(InetAddress::getHostAddress)
          .containsExactly("192.0.2.7");
    }
  }

  private void awaitQuestion() {
    Await.until("a question", () -> !dns.questions().isEmpty());
  }

  @Test
  @Tag("slow")
  void shouldAnswerAGoodNameAtOnceInEachRoundWhileAThousandStall() throws Exception {
    lab.file("resolv.conf", "nameserver 127.0.0.1", "options timeout:5 attempts:2");
    dns.name("good.test", "192.0.2.9");
    List<CompletableFuture<List<InetAddress>>> stalled = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1000; i++) {
        dns.name("n" + i + ".stall.test", ScriptedDns.STALL);
        stalled.add(names.addresses("n" + i + ".stall.test", Family.ANY));
      }
      assertThat(look("good.test", Family.IPV4)).containsExactly("192.0.2.9");
    }
    assertThat(stalled).noneMatch(CompletableFuture::isDone);
  }

  @Test
  @Tag("slow")
  void shouldEndANameThatStallsWithTheReason() {
    dns.name("slow.stall.test", ScriptedDns.STALL);
    assertThatThrownBy(() -> look("slow.stall.test", Family.ANY))
        .hasMessage("slow.stall.test: the name servers do not help: no answer from 127.0.0.1");
  }

  @Test
  void shouldAskTheSystemsResolverForWhatOnlyAnotherSourceMayKnow() throws Exception {
    lab.file("nsswitch.conf", "hosts: files somewhere [NOTFOUND=return] dns");
    assertThat(look("localhost", Family.IPV4)).containsExactly("127.0.0.1");
    assertThat(dns.questions()).isEmpty();
  }

  @Test
  void shouldKeepAnAddressInUseAndElseTakeOneThatHasARoute() throws Exception {
    List<InetAddress> both = List.of(address("127.0.0.2"), address("127.0.0.3"));
    assertThat(choose(both, Egress.DEFAULT, "127.0.0.3")).isEqualTo("127.0.0.3");
    assertThat(choose(both, Egress.DEFAULT, "127.0.0.4")).isEqualTo("127.0.0.2");
    List<InetAddress> mixed = List.of(address("2001:db8:ffff::1"), address("127.0.0.3"));
    Egress four = new Egress("127.0.0.1", null, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    assertThat(choose(mixed, four, "2001:db8:ffff::1")).isEqualTo("127.0.0.3");
  }

  private String choose(List<InetAddress> all, Egress egress, String current) throws Exception {
    return names.thread().submit(() -> names.choose(all, egress, current)).get();
  }

  private List<String> look(String host, Family family) throws Exception {
    try {
      return names.addresses(host, family).get(20, TimeUnit.SECONDS).stream()
          .map(NetUtil::toAddressString)
          .toList();
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
  }
}
