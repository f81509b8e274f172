package io.kald.agent.simulate;

import io.kald.sccp.ButtonTemplateRes;
import io.kald.sccp.ButtonTemplateRes.Button;
import io.kald.sccp.ConfigStatRes;
import io.kald.sccp.DefineTimeDate;
import io.kald.sccp.IpAddress;
import io.kald.sccp.LineStatRes;
import io.kald.sccp.LineStatV2Res;
import io.kald.sccp.Octets;
import io.kald.sccp.Protocol;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.ServerRes;
import io.kald.sccp.SoftKeySetRes;
import io.kald.sccp.SoftKeySetRes.SoftKeySet;
import io.kald.sccp.SoftKeyTemplateRes;
import io.kald.sccp.SoftKeyTemplateRes.SoftKey;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a phone with one line is told when it asks. Pure. */
final class Answers {
  /** From this protocol version on, messages have their newer forms. */
  private static final int NEWER_FORMS = 17;

  private static final int SERVERS = 5;
  private static final int LINE_BUTTON = 9;
  private static final int SPEED_DIAL_BUTTON = 2;
  private static final int UTF8_AND_DYNAMIC = 0x2880;
  private static final String DATE_TEMPLATE = "D.M.Y";
  private static final int DIRECTORY = 1000;

  /** Words of the phone's dictionary, and the events of the same number: Redial, NewCall ... */
  private static final List<SoftKey> SOFT_KEYS =
      List.of(key(1), key(2), key(3), key(4), key(5), key(8), key(9), key(10), key(11));

  private Answers() {}

  static RegisterAck registerAck(CucmOptions.Rules rules) {
    return new RegisterAck(
        rules.keepAliveSeconds(),
        DATE_TEMPLATE,
        Optional.of(
            new RegisterAck.Newer(
                rules.standbySeconds(), new Protocol(rules.protocol(), 0, UTF8_AND_DYNAMIC))));
  }

  static SccpMessage buttonTemplate() {
    List<Button> buttons = List.of(new Button(1, LINE_BUTTON), new Button(1, SPEED_DIAL_BUTTON));
    return new ButtonTemplateRes(0, buttons.size(), buttons);
  }

  static SccpMessage softKeyTemplate() {
    return new SoftKeyTemplateRes(0, SOFT_KEYS.size(), SOFT_KEYS);
  }

  /** One set, for a phone on hook: Redial and NewCall. */
  static SccpMessage softKeySet() {
    byte[] templates = new byte[16];
    templates[0] = 1;
    templates[1] = 2;
    SoftKeySet onHook = new SoftKeySet(Octets.of(templates), Octets.zeros(32));
    return new SoftKeySetRes(0, 1, List.of(onHook));
  }

  static SccpMessage configStat(String device, String node) {
    return new ConfigStatRes(device, 0, 1, "", node, 1, 1);
  }

  static SccpMessage lineStat(int line, int number, int version) {
    String directory = Integer.toString(DIRECTORY + number);
    return version >= NEWER_FORMS
        ? new LineStatV2Res(line, 0, directory, directory, directory)
        : new LineStatRes(line, directory, directory, directory, 0);
  }

  /** At most five nodes; one without an IPv4 address is only in the newer form. */
  static SccpMessage servers(List<String> names, List<InetSocketAddress> addresses, int version) {
    boolean typed = version >= NEWER_FORMS;
    List<ServerRes.Server> servers = new ArrayList<>();
    for (int i = 0; i < names.size() && servers.size() < SERVERS; i++) {
      InetSocketAddress address = addresses.get(i);
      if (typed || address.getAddress() instanceof Inet4Address) {
        servers.add(
            new ServerRes.Server(
                names.get(i), address.getPort(), IpAddress.of(address.getAddress().getAddress())));
      }
    }
    while (servers.size() < SERVERS) {
      servers.add(ServerRes.Server.NONE);
    }
    return new ServerRes(servers, typed);
  }

  static SccpMessage timeDate(Instant now, ZoneId zone) {
    ZonedDateTime date = now.atZone(zone);
    return new DefineTimeDate(
        date.getYear(),
        date.getMonthValue(),
        date.getDayOfWeek().getValue() % 7,
        date.getDayOfMonth(),
        date.getHour(),
        date.getMinute(),
        date.getSecond(),
        date.getNano() / 1_000_000,
        now.getEpochSecond());
  }

  private static SoftKey key(int word) {
    return new SoftKey("\u0080" + (char) word, word);
  }
}
