package io.kald.agent.trace;

/** Lines of real call managers, byte by byte as they are published. */
final class Examples {
  static final String CM3 =
      "10:12:13.456 CCM|StationInit - InboundStim - KeepAliveMessage - Forward KeepAlive to StationD."
          + " DeviceName=SEP0010EB001720, TCPHandle=0x4fbb150, Socket=0x600, IPAddr=172.16.70.230,"
          + " Port=49211, StationD=[1,85,2]";
  static final String CM3_ACK =
      "10:12:13.457 CCM|StationD - stationOutputKeepAliveAck tcpHandle=0x4fbbc30";
  static final String CM3_ACK_OF_A_SERVICE =
      "10:12:13.457 CCM|MediaTerminationPointControl - stationOutputKeepAliveAck"
          + " tcpHandle=4fa7dc0";
  static final String CM3_ACK_OF_A_BRIDGE =
      "UnicastBridgeControl - stationOutputKeepAliveAck tcpHandle=4fa7dc0";
  static final String CM4 =
      "StationInit - InboundStim - KeepAliveMessage - Send KeepAlive to Device Controller."
          + " DeviceName=SEP000F8F59D304, TCPHandle=000000004, IPAddr=192.168.1.128, Port=52952,"
          + " Device Controller=[1,92,1]|<CLID::StandAloneCluster><NID::…>…";

  /** Wrapped as in the document: the last part stands on another line, with a blank one between. */
  static final String PRIMARY_WRAPPED =
      "08:48:56.386 |InboundStim - KeepAliveMessage - Send KeepAlive to Device Controller."
          + " DeviceName=SEP000000000000, TCPPid = [1.100.9.2742], IPAddr=10.1.1.13, Port=17994,"
          + " Device Controller=[1,50,1369]|1,100,49,1.7224140^10.25.11.13^\n\nSEP000000000000";

  static final String PRIMARY =
      "08:48:56.389 |InboundStim - KeepAliveMessage - Send KeepAlive to Device Controller."
          + " DeviceName=SEP000000000001, TCPPid = [1.100.9.3162], IPAddr=10.1.1.5, Port=6830,"
          + " Device Controller=[1,50,1652]|1,100,49,1.7224141^10.1.19.5^SEP000000000001";
  static final String SECONDARY =
      "12:04:25.892 |KeepAliveMessage received on backup CM link. Dropping KeepAliveAck."
          + " DeviceName=, TCPPid = [2.100.9.14348], IPAddr=10.1.1.13, Port=24527, Device"
          + " Controller=[0,0,0]|2,100,49,1.5783617^10.1.18.3^*";
  static final String SECONDARY_OTHER =
      "12:04:26.048 |KeepAliveMessage received on backup CM link. Dropping KeepAliveAck."
          + " DeviceName=, TCPPid = [2.100.9.157], IPAddr=10.1.1.14, Port=32877, Device"
          + " Controller=[0,0,0]|2,100,49,1.5783618^10.1.19.4^*";
  static final String ACCEPTED =
      "StationInit - New connection accepted. DeviceName=, TCPHandle=0x4fbbc30, Socket=0x5a4,"
          + " IPAddr=172.16.70.231, Port=52095, StationD=[0,0,0]";
  static final String REGISTERED =
      "StationInit - Processing StationReg. regCount: 1 DeviceName=SEP003094C26105, TCPHandle=…,"
          + " StationD=[1,85,1]";
  static final String ALARM =
      "StationInit - ***** InboundStim - AlarmMessageID tcpHandle=0x4fbbc30 Message=\"Name=… Load=…"
          + " Parms=Status/IPaddr LastTime=A\" Parm1=2304 (900) Parm2=-414838612 (e74610ac)";
  static final String STATION_ALARM =
      "NodeId: 1, EventId: 1703 EventClass: 2 EventInfo: Station Alarm, TCP Handle: 4fbbc30, Text: …"
          + " P1: 2304(900) P2: -414838612(e74610ac)";
  static final String IP_PORT =
      "StationInit - InboundStim - IpPortMessageID: 32715(0x7fcb) tcpHandle=0x4fbbc30";
  static final String SYSLOG =
      "%CCM_CALLMANAGER-CALLMANAGER-3-DeviceUnregistered: Device unregistered. Device name.:SEP…"
          + " Device IP address.:x Protocol.:SCCP Device type. [Optional]:8 … Reason Code"
          + " [Optional].:12";

  private Examples() {}
}
