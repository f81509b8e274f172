package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import io.kald.sccp.IpAddress;
import io.kald.sccp.Octets;
import io.kald.sccp.Protocol;
import io.kald.sccp.Register;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.Station;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;

/** 23: somebody else registers under the phone's name. */
final class RegisteredTwice implements Scenario {
  private static final String DEVICE = "SEP000000000001";
  private static final int DEVICE_TYPE = 115;
  private static final int PROTOCOL_VERSION = 17;

  /** Says what it was given, waits for an answer, and is gone. */
  private static final String STRANGER =
      """
      import socket, sys
      with socket.create_connection((sys.argv[1], 2000), 5) as node:
          node.sendall(bytes.fromhex(sys.argv[2]))
          sys.exit(not node.recv(4096))
      """;

  @Override
  public Row row() {
    return new Row(
        "23",
        "another phone registers under the name of kald's phone, and is gone",
        "the call manager drops the older connection: DYING `CM-closed-TCP` or `CM-reset-TCP`, ALIVE"
            + " with the next node, then back; it does not fight for the name",
        "at once; ALIVE 0.5 s later; back after 3 s of good answers",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host first = stage.peer("cucm1");
    Host second = stage.peer("cucm2");
    CallManager.start(first);
    CallManager.start(second);
    stage.phone(
        "phone",
        List.of(first.address(), second.address()),
        "connection-monitor-duration: " + PhoneTiming.MONITOR.toSeconds() + "s");
    Host stranger = stage.helper("stranger");
    stage.begin();
    stage.awaitProbes("phone", 2);
    Fault intrusion =
        stage.fault(() -> stranger.run("python3", "-c", STRANGER, first.address(), registration()));
    JournalEntry dying =
        stage.expect(
            "phone", "dying", "CM-(closed|reset)-TCP at .*", intrusion, PhoneTiming.atOnce());
    Window soon = new Window(Duration.ZERO, PhoneTiming.REGISTER);
    stage.expect("phone", "alive", "registered with .*", Fault.of(dying), soon);
    JournalEntry back =
        stage
            .kald()
            .journal()
            .await(
                "the phone goes back",
                Duration.ofSeconds(90),
                e -> e.event().equals("sccp-failover") && e.text("cause").equals("Failback"));
    Duration gone = Duration.between(intrusion.before(), intrusion.after());
    stage.measure("phone back", back, intrusion, PhoneTiming.back(gone));
    stage.finish();
  }

  /** A Register as hexadecimal digits. */
  private static String registration() {
    IpAddress address = IpAddress.of((byte) 10, (byte) 0, (byte) 0, (byte) 1);
    Register register =
        new Register(
            Station.of(DEVICE, address, DEVICE_TYPE),
            5,
            0,
            new Protocol(PROTOCOL_VERSION, 0, 0),
            0,
            0,
            Register.Details.NONE,
            Register.Form.UPTO_LOAD);
    ByteBuf frame = Unpooled.buffer();
    try {
      new SccpFrame(0, register, Octets.NONE).writeTo(frame);
      return ByteBufUtil.hexDump(frame);
    } finally {
      frame.release();
    }
  }
}
