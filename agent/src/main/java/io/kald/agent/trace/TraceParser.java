package io.kald.agent.trace;

import io.kald.agent.trace.TraceLine.Accepted;
import io.kald.agent.trace.TraceLine.Acked;
import io.kald.agent.trace.TraceLine.Alarmed;
import io.kald.agent.trace.TraceLine.IpPort;
import io.kald.agent.trace.TraceLine.KeepAlive;
import io.kald.agent.trace.TraceLine.Registered;
import io.kald.agent.trace.TraceLine.Unregistered;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record of a trace. The wordings are those of CallManager 3 and 4 and of CUCM; a blank
 * may be missing where a line was wrapped.
 */
final class TraceParser {
  private static final String LINK =
      "DeviceName=([^,]*), (?:TCPPid = \\[([\\d.]+)\\]|TCPHandle=([^,\\s]+))(?:, Socket=[^,]*)?"
          + ", IPAddr=([^,]+), Port=(\\d{1,5})";
  private static final String NUMBERS = "P(?:arm)?1[=:] (-?\\d+) \\(\\w+\\) P(?:arm)?2[=:] ";

  private static final Pattern TIME =
      Pattern.compile("^([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d|60)\\.(\\d{3})(?!\\d)");
  private static final Pattern KEEPALIVE =
      lenient(
          "KeepAliveMessage (?:- )?(?:Forward KeepAlive to StationD|Send KeepAlive to Device"
              + " Controller|(received on backup CM link\\. Dropping KeepAliveAck))\\. "
              + LINK);
  private static final Pattern ACKED =
      lenient("stationOutputKeepAliveAck tcpHandle=([0-9a-zA-Z]+)");
  private static final Pattern ACCEPTED = lenient("New connection accepted\\. " + LINK);
  private static final Pattern REGISTERED =
      lenient(
          "Processing StationReg\\. regCount: \\d+ DeviceName=([^,]+), (?:TCPPid ="
              + " \\[([\\d.]+)\\]|TCPHandle=([^,\\s]+))");
  private static final Pattern ALARM =
      lenient("AlarmMessageID tcpHandle=(\\S+) Message=\"([^\"]*)\" " + NUMBERS);
  private static final Pattern STATION_ALARM =
      lenient("Station Alarm, TCP Handle: ([^,\\s]+), Text: (.*?) " + NUMBERS);
  private static final Pattern IP_PORT =
      lenient("IpPortMessageID: (\\d{1,9}) ?\\(0x[0-9a-f]+\\) tcpHandle=(\\S+)");
  private static final Pattern UNREGISTERED =
      lenient(
          "DeviceUnregistered: .*?Device name\\.: (\\S+) .*?Reason Code \\[Optional\\]\\.:"
              + " (\\d{1,4})");
  private static final Pattern NAME = Pattern.compile("\\bName=([A-Za-z0-9._-]{1,16})");

  /**
   * A word of each kind of record, and what has to stand around it: what has both and cannot be
   * read is worth counting.
   */
  private static final Map<String, Pattern> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("KeepAliveMessage", lenient("KeepAliveMessage"));
    WORDS.put("stationOutputKeepAliveAck", lenient("stationOutputKeepAliveAck"));
    WORDS.put("accepted.", lenient("New connection accepted\\."));
    WORDS.put("StationReg.", lenient("Processing StationReg\\."));
    WORDS.put("AlarmMessageID", lenient("AlarmMessageID"));
    WORDS.put("EventInfo:", lenient("EventInfo: Station Alarm"));
    WORDS.put("IpPortMessageID", lenient("IpPortMessageID"));
    WORDS.put("DeviceUnregistered", lenient("DeviceUnregistered"));
  }

  private TraceParser() {}

  private static Pattern lenient(String words) {
    return Pattern.compile(words.replace(" ", "\\s*"));
  }

  /** The record, or null: of another kind, or not to be read. */
  static @Nullable TraceLine read(String record) {
    String word = word(record);
    if (word.isEmpty()) {
      return null;
    }
    int millis = millis(record);
    return switch (word) {
      case "KeepAliveMessage" -> keepAlive(record, millis);
      case "stationOutputKeepAliveAck" -> acked(record, millis);
      case "accepted." -> accepted(record, millis);
      case "StationReg." -> registered(record, millis);
      case "AlarmMessageID" -> alarmed(ALARM.matcher(record), millis);
      case "EventInfo:" -> alarmed(STATION_ALARM.matcher(record), millis);
      case "IpPortMessageID" -> ipPort(record, millis);
      default -> unregistered(record, millis);
    };
  }

  /** Whether a record is about a phone's connection, readable or not. */
  static boolean concerns(String record) {
    return !word(record).isEmpty();
  }

  private static String word(String record) {
    for (Map.Entry<String, Pattern> each : WORDS.entrySet()) {
      // Looking for a text is much cheaper, and nearly every record is of another kind.
      if (record.contains(each.getKey()) && each.getValue().matcher(record).find()) {
        return each.getKey();
      }
    }
    return "";
  }

  /** The time a record begins with, in milliseconds of the day. */
  static int millis(String record) {
    Matcher time = TIME.matcher(record);
    if (!time.find()) {
      return TraceLine.NO_TIME;
    }
    int hours = Integer.parseInt(time.group(1));
    int minutes = Integer.parseInt(time.group(2));
    int seconds = Integer.parseInt(time.group(3));
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Integer.parseInt(time.group(4));
  }

  private static @Nullable TraceLine keepAlive(String record, int millis) {
    Matcher found = KEEPALIVE.matcher(record);
    if (!found.find()) {
      return null;
    }
    boolean backup = found.group(1) != null;
    return new KeepAlive(millis, link(found, 2), device(found.group(2)), backup);
  }

  private static @Nullable TraceLine acked(String record, int millis) {
    Matcher found = ACKED.matcher(record);
    return found.find() ? new Acked(millis, TraceLink.ofHandle(found.group(1))) : null;
  }

  private static @Nullable TraceLine accepted(String record, int millis) {
    Matcher found = ACCEPTED.matcher(record);
    return found.find() ? new Accepted(millis, link(found, 1)) : null;
  }

  private static @Nullable TraceLine registered(String record, int millis) {
    Matcher found = REGISTERED.matcher(record);
    if (!found.find()) {
      return null;
    }
    TraceLink link = new TraceLink(handle(found.group(2), found.group(3)), "", 0);
    return new Registered(millis, link, device(found.group(1)));
  }

  private static @Nullable TraceLine alarmed(Matcher found, int millis) {
    if (!found.find()) {
      return null;
    }
    String text = found.group(2).strip();
    Matcher name = NAME.matcher(text);
    return new Alarmed(
        millis, TraceLink.ofHandle(found.group(1)), name.find() ? name.group(1) : "", text);
  }

  private static @Nullable TraceLine ipPort(String record, int millis) {
    Matcher found = IP_PORT.matcher(record);
    return found.find()
        ? new IpPort(millis, TraceLink.ofHandle(found.group(2)), Integer.parseInt(found.group(1)))
        : null;
  }

  private static @Nullable TraceLine unregistered(String record, int millis) {
    Matcher found = UNREGISTERED.matcher(record);
    return found.find()
        ? new Unregistered(millis, device(found.group(1)), Integer.parseInt(found.group(2)))
        : null;
  }

  /** The link whose DeviceName is the group {@code first}. */
  private static TraceLink link(Matcher found, int first) {
    return new TraceLink(
        handle(found.group(first + 1), found.group(first + 2)),
        found.group(first + 3).strip(),
        Integer.parseInt(found.group(first + 4)));
  }

  private static String handle(@Nullable String pid, @Nullable String tcpHandle) {
    return pid != null ? TraceLink.pid(pid) : TraceLink.tcpHandle(String.valueOf(tcpHandle));
  }

  private static String device(String text) {
    return text.strip();
  }
}
