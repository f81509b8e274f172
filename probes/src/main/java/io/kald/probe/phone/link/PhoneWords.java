package io.kald.probe.phone.link;

import io.kald.probe.PhoneDevice;
import io.kald.sccp.Alarm;
import io.kald.sccp.ButtonTemplateReq;
import io.kald.sccp.CapabilitiesRes;
import io.kald.sccp.CapabilitiesRes.Capability;
import io.kald.sccp.IpAddress;
import io.kald.sccp.LineStatReq;
import io.kald.sccp.Protocol;
import io.kald.sccp.Register;
import io.kald.sccp.RegisterAvailableLines;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.SoftKeySetReq;
import io.kald.sccp.SoftKeyTemplateReq;
import io.kald.sccp.Station;
import io.kald.sccp.TimeDateReq;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one phone says of itself. Pure. */
final class PhoneWords {
  private static final String LOAD = "kald";
  private static final int MAX_STREAMS = 5;

  /** Of a 7912. */
  private static final int FEATURES = 0x8100;

  /**
   * From here on phones send the long Register, with their load (protocol-sccp/SCCP.md#messages).
   */
  private static final int LONG_FORM_PROTOCOL = 17;

  private static final List<Integer> CODECS = List.of(4, 2, 6, 11, 12);
  private static final int FRAMES = 60;

  private final PhoneDevice device;

  PhoneWords(PhoneDevice device) {
    this.device = device;
  }

  /** Why it comes, and then: let me in. */
  List<SccpMessage> register(String lastReason, @Nullable SocketAddress local) {
    IpAddress address = address(local);
    String text = "Name=" + device.name() + " Load=" + LOAD + " Last=" + lastReason;
    Register.Details none = Register.Details.NONE;
    boolean longForm = device.protocol() >= LONG_FORM_PROTOCOL;
    return List.of(
        new Alarm(Alarm.INFORMATIONAL, text, 0, address.asParameter()),
        new Register(
            station(address),
            MAX_STREAMS,
            0,
            new Protocol(device.protocol(), 0, FEATURES),
            0,
            0,
            new Register.Details(
                none.mac(), 0, device.lines(), none.ipv6(), 0, LOAD, none.configStamp()),
            longForm ? Register.Form.UPTO_LOAD : Register.Form.UPTO_CONFERENCES));
  }

  List<SccpMessage> token(@Nullable SocketAddress local) {
    return List.of(RegisterTokenReq.of(station(address(local))));
  }

  List<SccpMessage> capabilities() {
    return List.of(
        new CapabilitiesRes(CODECS.stream().map(c -> Capability.of(c, FRAMES)).toList()));
  }

  /**
   * The date comes last: it is what completes a registration (protocol-sccp/SCCP.md#registration).
   */
  List<SccpMessage> questions() {
    List<SccpMessage> all = new ArrayList<>();
    all.add(new ButtonTemplateReq());
    all.add(new SoftKeyTemplateReq());
    all.add(new SoftKeySetReq());
    for (int line = 1; line <= device.lines(); line++) {
      all.add(new LineStatReq(line));
    }
    all.add(new RegisterAvailableLines(device.lines()));
    all.add(new TimeDateReq());
    return all;
  }

  private Station station(IpAddress address) {
    return Station.of(device.name(), address, device.type());
  }

  private static IpAddress address(@Nullable SocketAddress local) {
    return local instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address four
        ? IpAddress.of(four.getAddress())
        : IpAddress.ANY;
  }
}
