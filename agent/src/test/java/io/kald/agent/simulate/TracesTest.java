package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.simulate.CucmOptions.Rules;
import io.kald.probe.lab.Await;
import io.kald.sccp.IpPort;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.Unregister;
import io.kald.sccp.UnregisterAck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TracesTest {
  private static final String PHONE = "SEP001122334455";
  private static final String PEER = ", IPAddr=127\\.0\\.0\\.1, Port=\\d+";
  private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\|";

  private Path directory;

  @BeforeEach
  void makeDirectory(@TempDir Path temporary) {
    directory = temporary;
  }

  @Test
  void shouldShowNoControlCharactersOfAPhone() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    CucmOptions options = CucmOptions.loopback(1).withTraces(directory);
    try (Cucm cucm = Cucm.start(options, (node, event) -> events.add(event.text()));
        ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), "SEP\u001b[2J\n1")) {
      phone.send(KeepAlive.INSTANCE);
      phone.expect(KeepAliveAck.class);
    }

    assertThat(events).anyMatch(event -> event.startsWith("SEP\\u001b[2J\\u000a1 registered"));
    assertThat(events).noneMatch(event -> event.chars().anyMatch(Character::isISOControl));
    assertThat(lines("cucm1_00000001.txt"))
        .allMatch(line -> line.matches(TIME + ".*"))
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
        .anyMatch(line -> line.contains("DeviceName=SEP?[2J?1"));
  }

  @Test
  void shouldWriteWhatACallManagerWouldHaveWritten() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(2).withTraces(directory));
        ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), PHONE);
        ScriptedPhone backup = ScriptedPhone.connect(cucm.node("cucm2"))) {
      phone.send(new IpPort(32_715), KeepAlive.INSTANCE, Unregister.SILENT);
      phone.expect(KeepAliveAck.class);
      phone.expect(UnregisterAck.class);
      backup.send(KeepAlive.INSTANCE, RegisterTokenReq.of(ScriptedPhone.station(PHONE)));
      backup.expect(RegisterTokenAck.class);
    }

    List<String> first = lines("cucm1_00000001.txt");
    assertThat(first).hasSize(6).allSatisfy(line -> assertThat(line).matches(TIME + ".*"));
    assertThat(first.get(0))
        .matches(
            ".*StationInit - New connection accepted\\. DeviceName=, TCPHandle=0x1, Socket=0x1"
                + PEER
                + ", StationD=\\[0,0,0]");
    assertThat(first.get(1))
        .endsWith(
            "|StationInit - ***** InboundStim - AlarmMessageID tcpHandle=0x1 Message=\"Name="
                + PHONE
                + " Load=X Last=Initialized\" Parm1=67584 (10800) Parm2=1 (1)");
    assertThat(first.get(2))
        .endsWith(
            "|StationInit - Processing StationReg. regCount: 1 DeviceName="
                + PHONE
                + ", TCPHandle=0x1, StationD=[1,50,1]");
    assertThat(first.get(3))
        .endsWith("|StationInit - InboundStim - IpPortMessageID: 32715(0x7fcb) tcpHandle=0x1");
    assertThatTheKeepAliveIs(first.get(4));
    assertThat(first.get(5))
        .endsWith(
            "|%CCM_CALLMANAGER-CALLMANAGER-3-DeviceUnregistered: Device unregistered. Device"
                + " name.:"
                + PHONE
                + " Device IP address.:127.0.0.1 Protocol.:SCCP Device type. [Optional]:30007"
                + " Reason Code [Optional].:10");
    assertThatTheDroppedOneIs(lines("cucm2_00000001.txt").get(1));
  }

  private static void assertThatTheKeepAliveIs(String line) {
    assertThat(line)
        .matches(
            ".*\\|InboundStim - KeepAliveMessage - Send KeepAlive to Device Controller\\."
                + " DeviceName="
                + PHONE
                + ", TCPPid = \\[1\\.100\\.9\\.1]"
                + PEER
                + ", Device Controller=\\[1,50,1]\\|1,100,49,1\\.5\\^127\\.0\\.0\\.1\\^"
                + PHONE);
  }

  private static void assertThatTheDroppedOneIs(String line) {
    assertThat(line)
        .matches(
            TIME
                + "KeepAliveMessage received on backup CM link\\. Dropping KeepAliveAck\\."
                + " DeviceName=, TCPPid = \\[2\\.100\\.9\\.1]"
                + PEER
                + ", Device Controller=\\[0,0,0]\\|2,100,49,1\\.2\\^127\\.0\\.0\\.1\\^\\*");
  }

  @Test
  @Tag("slow")
  void shouldSayWhyADeviceIsNoLongerRegistered() throws Exception {
    Rules rules = Rules.DEFAULT.keepAlive(1, 1);
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1).with(rules).withTraces(directory))) {
      CucmNode node = cucm.node("cucm1");
      try (ScriptedPhone silent = ScriptedPhone.registered(node, PHONE)) {
        assertThat(silent.end()).isEqualTo("fin");
      }
      ScriptedPhone.registered(node, PHONE).close();
      Await.until("lost", () -> cucm.state().devices().isEmpty());
      try (ScriptedPhone much = ScriptedPhone.registered(node, PHONE)) {
        node.fault(Fault.THROTTLE);
        assertThat(much.end()).isEqualTo("fin");
      }
      try (ScriptedPhone old = ScriptedPhone.registered(node, PHONE);
          ScriptedPhone anew = ScriptedPhone.registered(node, PHONE)) {
        assertThat(old.end()).isEqualTo("fin");
        // A process that is no more writes nothing.
        node.fault(Fault.KILL);
        assertThat(anew.end()).isEqualTo("rst");
      }
    }
    assertThat(lines("cucm1_00000001.txt").stream().filter(line -> line.contains("Unregistered")))
        .extracting(line -> line.substring(line.lastIndexOf(':') + 1))
        .containsExactly("13", "6", "12", "16");
  }

  @Test
  void shouldKeepTenFilesOfLimitedSizeAndCountOn() throws Exception {
    LocalDateTime date = LocalDateTime.of(2026, 11, 21, 23, 59, 59, 7_000_000);
    long millis = date.toInstant(ZoneOffset.ofHours(2)).toEpochMilli();
    ZoneId zone = ZoneOffset.ofHours(2);
    for (int run = 0; run < 2; run++) {
      try (TraceWriter writer = TraceWriter.start(directory, List.of("a", "a_b"), zone, 50)) {
        for (int i = 0; i < 20; i++) {
          writer.add(0, millis, (out, serial) -> out.append("line ").append(serial));
        }
        writer.add(1, millis, (out, serial) -> out.append("other"));
      }
    }

    assertThat(names())
        .hasSize(12)
        .contains("a_00000020.txt", "a_00000011.txt", "a_b_00000001.txt", "a_b_00000002.txt");
    assertThat(lines("a_00000020.txt"))
        .containsExactly("23:59:59.007 |line 19", "23:59:59.007 |line 20");
    assertThat(lines("a_b_00000001.txt")).containsExactly("23:59:59.007 |other");
  }

  @Test
  void shouldCountWhatItCannotWrite() throws Exception {
    TraceWriter writer =
        TraceWriter.start(directory.resolve("gone"), List.of("a"), ZoneOffset.UTC, 50);
    Files.delete(directory.resolve("gone"));
    writer.add(0, 0, (out, serial) -> out.append("x"));
    writer.close();
    writer.add(0, 0, (out, serial) -> out.append("too late"));

    assertThat(writer.lost()).isEqualTo(2);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names = new ArrayList<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(directory.resolve(file), StandardCharsets.ISO_8859_1);
  }
}
