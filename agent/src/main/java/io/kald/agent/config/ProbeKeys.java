package io.kald.agent.config;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Rule;
import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.ProbeKind;
import io.kald.schema.Chars;
import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Row;
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
  private static final long MIN_PERIOD = 100 * Durations.MILLI;

  private ProbeKeys() {}

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

  static final Key<ProbeKind<?>> TYPE =
      Key.of("type", Types.oneOf(Kinds.all(), ProbeKind::name), "icmp", whatIsAsked());

  static final Key<String> HOST =
      Key.required(
          "host",
          NetTypes.host(),
          "The target. A name is looked up at run time and again every `engine.resolve-every`; one"
              + " that does not resolve is not probed and does not stop the rest.");

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
  static final List<Key<?>> EGRESS = List.of(SOURCE, INTERFACE, DSCP, TTL, FWMARK);

  /** Each kind's own keys, as a section inside of others. */
  static final List<Keys> KINDS = Kinds.all().stream().map(ProbeKind::keys).toList();

  /** Keys of keepalives and services that {@code defaults} has as well. */
  static final List<Key<?>> SHARED =
      Stream.of(List.of(TYPE), flatKeys(), List.of(FAMILY), RULE, EGRESS)
          .<Key<?>>flatMap(List::stream)
          .toList();

  static final Keys KEEPALIVES =
      Keys.listOf(
              "keepalives",
              "Named keepalives: one probe stream each, shared by any number of services.",
              with(NAME, HOST))
          .with(KINDS);

  static final Keys SERVICES =
      Keys.listOf(
              "services",
              "What is watched. A service has a keepalive of its own, described here, or follows a"
                  + " named one.",
              with(NAME, KEEPALIVE, SUSPEND, HOST))
          .with(KINDS);

  private static Key<?>[] with(Key<?>... first) {
    return Stream.concat(Arrays.stream(first), SHARED.stream()).toArray(Key<?>[]::new);
  }

  private static List<Key<?>> flatKeys() {
    return Kinds.all().stream()
        .filter(ProbeKind::flat)
        .flatMap(kind -> kind.rows().stream())
        .<Key<?>>map(Row::key)
        .toList();
  }

  private static String whatIsAsked() {
    List<String> all = Kinds.all().stream().map(ProbeKind::about).toList();
    int last = all.size() - 1;
    return "What is asked: "
        + String.join(", ", all.subList(0, last))
        + ", or "
        + all.get(last)
        + ".";
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
