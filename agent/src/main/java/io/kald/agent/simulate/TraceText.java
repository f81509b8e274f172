package io.kald.agent.simulate;

import io.kald.sccp.Alarm;

/**
 * One line of a trace behind its time, in the words of CUCM; made by the writer's thread.
 * Application 100, process types 9 (StationInit's TCP), 49 (StationInit) and 50 (StationD) are what
 * CUCM shows.
 */
@FunctionalInterface
interface TraceText {
  /** Appends the line; {@code serial} numbers the signals of a node. */
  void appendTo(StringBuilder out, long serial);

  /** A KeepAlive of a registered device. */
  static TraceText keepAlive(LinkId link, String device) {
    return (out, serial) -> {
      out.append("InboundStim - KeepAliveMessage - Send KeepAlive to Device Controller.")
          .append(" DeviceName=")
          .append(device);
      pid(out, link);
      controller(out.append(", Device Controller="), link).append('|');
      tail(out, link, serial).append(device);
    };
  }

  /** A KeepAlive on a link without a registration. */
  static TraceText backup(LinkId link) {
    return (out, serial) -> {
      out.append("KeepAliveMessage received on backup CM link. Dropping KeepAliveAck. DeviceName=");
      pid(out, link);
      out.append(", Device Controller=[0,0,0]|");
      tail(out, link, serial).append('*');
    };
  }

  /** A connection. */
  static TraceText accepted(LinkId link) {
    return (out, serial) -> {
      out.append("StationInit - New connection accepted. DeviceName=");
      handle(out.append(", TCPHandle="), link);
      out.append(", Socket=0x").append(Integer.toHexString(link.number()));
      out.append(", IPAddr=").append(link.ip()).append(", Port=").append(link.port());
      out.append(", StationD=[0,0,0]");
    };
  }

  /** A Register that was taken; {@code count} is how many are registered with it. */
  static TraceText registered(LinkId link, String device, int count) {
    return (out, serial) -> {
      out.append("StationInit - Processing StationReg. regCount: ").append(count);
      handle(out.append(" DeviceName=").append(device).append(", TCPHandle="), link);
      controller(out.append(", StationD="), link);
    };
  }

  /** What a phone said on connecting. */
  static TraceText alarm(LinkId link, Alarm alarm) {
    return (out, serial) -> {
      handle(out.append("StationInit - ***** InboundStim - AlarmMessageID tcpHandle="), link);
      out.append(" Message=\"").append(alarm.text()).append('"');
      number(out.append(" Parm1="), alarm.parm1());
      number(out.append(" Parm2="), alarm.parm2());
    };
  }

  /** The port for RTP. */
  static TraceText ipPort(LinkId link, int port) {
    return (out, serial) -> {
      out.append("StationInit - InboundStim - IpPortMessageID: ").append(port);
      out.append("(0x").append(Integer.toHexString(port)).append(") tcpHandle=");
      handle(out, link);
    };
  }

  /** The alarm of the syslog when a device is no longer registered. */
  static TraceText unregistered(LinkId link, String device, int type, UnregisterReason reason) {
    return (out, serial) ->
        out.append("%CCM_CALLMANAGER-CALLMANAGER-3-DeviceUnregistered: Device unregistered.")
            .append(" Device name.:")
            .append(device)
            .append(" Device IP address.:")
            .append(link.ip())
            .append(" Protocol.:SCCP Device type. [Optional]:")
            .append(type)
            .append(" Reason Code [Optional].:")
            .append(reason.code());
  }

  private static void pid(StringBuilder out, LinkId link) {
    out.append(", TCPPid = [").append(link.node()).append(".100.9.").append(link.number());
    out.append("], IPAddr=").append(link.ip()).append(", Port=").append(link.port());
  }

  private static StringBuilder handle(StringBuilder out, LinkId link) {
    return out.append("0x").append(Integer.toHexString(link.number()));
  }

  private static StringBuilder controller(StringBuilder out, LinkId link) {
    return out.append('[').append(link.node()).append(",50,").append(link.number()).append(']');
  }

  private static StringBuilder tail(StringBuilder out, LinkId link, long serial) {
    return out.append(link.node())
        .append(",100,49,1.")
        .append(serial)
        .append('^')
        .append(link.ip())
        .append('^');
  }

  private static void number(StringBuilder out, int value) {
    out.append(value).append(" (").append(Integer.toHexString(value)).append(')');
  }
}
