package io.kald.agent.config;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.PortRange;
import io.kald.probe.ResetIs;
import io.kald.probe.Rule;
import io.kald.probe.TcpClose;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.schema.Chars;
import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Type;
import io.kald.schema.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of keepalives and services: what is asked, how often, and by which way. */
final class ProbeKeys {
  private static final int MAX_NAME = 64;
  private static final int MIN_PAYLOAD = 24;
  private static final int MAX_PAYLOAD = 1_472;
  private static final long MIN_PERIOD = 100 * Durations.MILLI;

  private ProbeKeys() {}

  enum Kind {
    ICMP,
    TCP;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Key<String> NAME =
      Key.required(
          "name",
          nameType(),
          "Its name in every display, metric and journal line. The CSS allows 31 characters, kald"
              + " 64: letters, digits and `. _ - : /`, so that a name needs no quoting anywhere."
              + " No two keepalives, services or phones share one.");

  static final Key<String> KEEPALIVE =
      Key.optional(
          "keepalive",
          nameType(),
          "a keepalive of its own",
          "The named keepalive whose state this service follows. Beside it only `name` and"
              + " `suspend` may stand.");

  static final Key<Boolean> SUSPEND =
      Key.of(
          "suspend",
          Types.bool(),
          "false",
          "Takes the service out: it is SUSPENDED whatever probes say, and not probed unless"
              + " another service needs the same keepalive.");

  static final Key<Kind> TYPE =
      Key.of(
          "type",
          Types.oneOf(List.of(Kind.values()), Kind::word),
          "icmp",
          "What is asked: an ICMP echo, as the CSS does when nothing is said, or a TCP handshake.");

  static final Key<String> HOST =
      Key.required(
          "host",
          NetTypes.host(),
          "The target. A name is looked up at run time and again every `engine.resolve-every`; one"
              + " that does not resolve is not probed and does not stop the rest.");

  static final Key<Integer> PORT =
      Key.of("port", Types.integer(1, 65_535), "80", "TCP only. The CSS takes 80 too.");

  static final Key<TcpClose> TCP_CLOSE =
      Key.of(
          "tcp-close",
          Types.oneOf(List.of(TcpClose.values()), TcpClose::word),
          "rst",
          "TCP only. How an answered connection ends: `rst` leaves nothing behind on either side;"
              + " `fin` is a full close that the server logs as a normal short connection, and"
              + " leaves TIME_WAIT here; with `half-open` the server's application is never woken.");

  static final Key<ResetIs> RESET_IS =
      Key.of(
          "reset-is",
          Types.oneOf(List.of(ResetIs.values()), ResetIs::word),
          "answered",
          "TCP only. What a server that accepts a connection and resets it at once has done:"
              + " `answered`, as the handshake proves; the result then has the detail"
              + " `closed-at-once` where the reset came before kald had closed. With `rejected` it"
              + " is a failure, and kald holds each connection for its round-trip time and 100 ms"
              + " to see whether a reset comes. Without effect with `tcp-close: half-open`, which"
              + " completes no handshake.");

  static final Key<Integer> PAYLOAD =
      Key.of(
          "payload",
          Types.integer(MIN_PAYLOAD, MAX_PAYLOAD),
          Integer.toString(IcmpSpec.DEFAULT_PAYLOAD),
          "ICMP only. Bytes after the ICMP header: the first 24 carry kald's own key, the rest are"
              + " zero. The packet has 28 bytes more, 48 with IPv6.");

  static final Key<Boolean> DONT_FRAGMENT =
      Key.of(
          "dont-fragment",
          Types.bool(),
          "false",
          "ICMP only. `true` sets DF in every echo: one that is larger than a link on the way"
              + " carries is dropped there, and what the router sends back is a failure"
              + " (`fragmentation-needed`, with the path MTU). `false` never sets it: such an echo"
              + " goes on in fragments. An echo larger than kald's own interface carries is"
              + " `message-too-long` and not probed: with `true` it cannot leave, and with `false`"
              + " its silence proves nothing, since the answer is as long.");

  static final Key<Optional<Integer>> SYN_RETRIES =
      Key.of(
          "syn-retries",
          Types.integer(0, 6).orWord("auto"),
          "auto",
          "TCP only. How often the SYN of one probe may be sent again, within the timeout: Linux does"
              + " so 1s after the first. `auto` leaves it to the kernel (net.ipv4.tcp_syn_retries)."
              + " After the last one an answer is waited for until another would be sent. With 0"
              + " there is one SYN to a probe, and an answer may take 850ms at most: the"
              + " kernel has no setting for it, so kald ends the probe before the second SYN is due.");

  static final Key<Family> FAMILY =
      Key.of(
          "family",
          Types.oneOf(List.of(Family.values()), f -> f.name().toLowerCase(Locale.ROOT)),
          "any",
          "Which of the host's addresses may be asked. With `any` it is the first in the order of"
              + " RFC 6724, and one without a route gives way to the next. A numeric `source` narrows"
              + " `any` to its own family.");

  static final Key<Long> FREQUENCY =
      Key.of(
          "frequency",
          Types.duration(MIN_PERIOD, Durations.HOUR),
          "5s",
          "Interval between the starts of two probes while ALIVE. The CSS takes 2 to 255 s; kald"
              + " goes beyond at both ends.");

  static final Key<Integer> MAX_FAILURE =
      Key.of(
          "maxfailure",
          Types.integer(1, 10),
          "3",
          "Failures in a row until DOWN, the first one included.");

  static final Key<Long> RETRY_PERIOD =
      Key.of(
          "retryperiod",
          Types.duration(MIN_PERIOD, Durations.HOUR),
          "5s",
          "Interval while unknown, DYING or DOWN, measured from the start of the failed probe. When"
              + " it is shorter than the timeout, the first retry starts when the failed probe has"
              + " ended.");

  static final Key<Optional<Long>> TIMEOUT =
      Key.of(
          "timeout",
          Types.duration(Durations.MILLI, Durations.HOUR).orWord("auto"),
          "auto",
          "How long an answer may take. `auto` is the rule of the CSS: the interval in force - 1s,"
              + " and half of an interval under 2s; the interval is `frequency` while ALIVE and"
              + " `retryperiod` otherwise, and with a `retryperiod` longer than `frequency` the"
              + " timeout is that of `frequency`. A timeout of your own is not longer than"
              + " `frequency`, and is cut to the interval in force, so that one probe is"
              + " outstanding.");

  static final Key<Boolean> LOCAL_FAILURES =
      Key.of(
          "local-failures",
          Types.oneOf(List.of(false, true), counted -> counted ? "fail" : "ignore"),
          "ignore",
          "Whether a probe that could not be sent (no source port, no descriptor, not permitted,"
              + " too late) counts as a failure of the target. It says nothing about the target,"
              + " so by default it is only counted and shown.");

  static final Key<Optional<String>> SOURCE =
      Key.of(
          "source",
          NetTypes.address().orWord("auto"),
          "auto",
          "Source address. `auto` here and below leaves the choice to the kernel, also where"
              + " `defaults` says otherwise.");

  static final Key<Optional<PortRange>> SOURCE_PORTS =
      Key.of(
          "source-ports",
          NetTypes.ports().orWord("auto"),
          "auto",
          "TCP only. Source ports that kald picks from itself; both ends belong to it.");

  static final Key<Optional<String>> INTERFACE =
      Key.of(
          "interface",
          NetTypes.device().orWord("auto"),
          "auto",
          "The interface that probes must leave by.");

  static final Key<Optional<Integer>> DSCP =
      Key.of(
          "dscp",
          NetTypes.dscp().orWord("auto"),
          "auto",
          "Differentiated services code point: a number, or `ef`, `va`, `le`, `default`, `cs0` to"
              + " `cs7`, `af11` to `af43`.");

  static final Key<Optional<Integer>> TTL =
      Key.of(
          "ttl",
          Types.integer(1, 255).orWord("auto"),
          "auto",
          "Time to live; the hop limit on IPv6.");

  static final Key<Optional<Long>> FWMARK =
      Key.of(
          "fwmark",
          NetTypes.mark().orWord("auto"),
          "auto",
          "Firewall mark for policy routing, decimal or hexadecimal. Needs CAP_NET_ADMIN.");

  /** Keys that make a {@link Rule}. */
  static final List<Key<?>> RULE =
      List.of(FREQUENCY, MAX_FAILURE, RETRY_PERIOD, TIMEOUT, LOCAL_FAILURES);

  /** Keys that make an {@link Egress}. */
  static final List<Key<?>> EGRESS = List.of(SOURCE, SOURCE_PORTS, INTERFACE, DSCP, TTL, FWMARK);

  /** Keys of keepalives and services that {@code defaults} has as well. */
  static final List<Key<?>> SHARED =
      List.of(
          TYPE,
          PORT,
          TCP_CLOSE,
          RESET_IS,
          PAYLOAD,
          DONT_FRAGMENT,
          SYN_RETRIES,
          FAMILY,
          FREQUENCY,
          MAX_FAILURE,
          RETRY_PERIOD,
          TIMEOUT,
          LOCAL_FAILURES,
          SOURCE,
          SOURCE_PORTS,
          INTERFACE,
          DSCP,
          TTL,
          FWMARK);

  static final Keys KEEPALIVES =
      Keys.listOf(
          "keepalives",
          "Named keepalives: one probe stream each, shared by any number of services.",
          with(NAME, HOST));

  static final Keys SERVICES =
      Keys.listOf(
          "services",
          "What is watched. A service has a keepalive of its own, described here, or follows a"
              + " named one.",
          with(NAME, KEEPALIVE, SUSPEND, HOST));

  private static Key<?>[] with(Key<?>... first) {
    return Stream.concat(Arrays.stream(first), SHARED.stream()).toArray(Key<?>[]::new);
  }

  private static Type<String> nameType() {
    return new Type<>(
        "<name>",
        "1 ~ 64 letters, digits and . _ - : /",
        text -> isName(text) ? text : null,
        text -> text,
        Types.map("type", List.of("string", "integer"), "pattern", "^[A-Za-z0-9_./:-]{1,64}$"));
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_NAME
        && Chars.all(text, c -> Chars.word(c) || (c >= '-' && c <= ':'));
  }
}
