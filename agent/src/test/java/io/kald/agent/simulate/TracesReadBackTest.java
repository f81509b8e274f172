package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.trace.TextTraceOutput;
import io.kald.agent.trace.TraceOptions;
import io.kald.agent.trace.TraceReport;
import io.kald.agent.trace.TraceRun;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.Unregister;
import io.kald.sccp.UnregisterAck;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the simulator writes, the trace reader has to understand. */
final class TracesReadBackTest {
  private static final String PHONE = "SEP001122334455";
  private static final String OTHER = "SEP001122334466";

  @Test
  void shouldFindInTheTracesWhatHappened(@TempDir Path directory) throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(2).withTraces(directory));
        ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), PHONE);
        ScriptedPhone other = ScriptedPhone.registered(cucm.node("cucm2"), OTHER);
        ScriptedPhone standby = ScriptedPhone.connect(cucm.node("cucm2"))) {
      for (int i = 0; i < 3; i++) {
        phone.send(KeepAlive.INSTANCE);
        phone.expect(KeepAliveAck.class);
      }
      other.send(KeepAlive.INSTANCE);
      other.expect(KeepAliveAck.class);
      standby.send(KeepAlive.INSTANCE, KeepAlive.INSTANCE);
      standby.send(RegisterTokenReq.of(ScriptedPhone.station(PHONE)));
      standby.expect(RegisterTokenAck.class);
      phone.send(Unregister.SILENT);
      phone.expect(UnregisterAck.class);
      standby.register(PHONE);
      standby.send(KeepAlive.INSTANCE);
      standby.expect(KeepAliveAck.class);
      cucm.node("cucm2").fault(Fault.THROTTLE);
    }
    TraceReport report = TraceRun.read(TraceOptions.of(List.of(directory.toString())));
    StringWriter text = new StringWriter();
    new TextTraceOutput(new PrintWriter(text), ZoneId.systemDefault()).write(report);

    assertThat(text.toString().lines().filter(line -> !line.contains(" missed")))
        .anyMatch(line -> line.matches("  cucm1: 3 keepalives.*; unregistered at the end"))
        .anyMatch(line -> line.endsWith(" unregistered: the device said so itself (10)"))
        .anyMatch(line -> line.matches("  cucm2: 1 keepalive\\b.*; unregistered at the end"))
        .anyMatch(line -> line.endsWith(" unregistered: it sent too many messages (12)"))
        .anyMatch(line -> line.matches(".*\\b2 on a backup link, without KeepAliveAck.*"))
        .anyMatch(
            line -> line.matches("    last alarm: Name=" + PHONE + " Load=X Last=Initialized"))
        .anyMatch(line -> line.matches("3 devices; 19 records, 19 of them about phones, 0 that.*"));
  }
}
