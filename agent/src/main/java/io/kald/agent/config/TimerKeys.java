package io.kald.agent.config;

import io.kald.agent.timers.PortIdle;
import io.kald.agent.timers.Presets;
import io.kald.agent.timers.TimerRules;
import io.kald.probe.PortRange;
import io.kald.probe.kind.ProbeTypes;
import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Type;
import io.kald.schema.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a file of timers. What it leaves out is as in the preset it is like. */
final class TimerKeys {
  /** The CSM's range; the widest of the boxes that have one. */
  private static final long MOST_IDLE = 13_500_000 * Durations.SECOND;

  private static final long MOST_PENDING = 65_535 * Durations.SECOND;
  private static final int MOST_MULTIPLIER = 65_534;
  private static final int MOST_ENTRIES = 1_000_000_000;

  private TimerKeys() {}

  static final Key<String> LIKE =
      Key.of(
          "like",
          Types.oneOf(List.of("css", "csm", "ace"), word -> word),
          "csm",
          "The box whose timers hold where this file says nothing.");

  static final Key<String> NAME =
      Key.optional(
          "name",
          Types.text("<name>", "1 ~ 40 characters", t -> t.length() <= 40, "^.{1,40}$"),
          "the file's name",
          "What reports call it.");

  static final Key<Long> IDLE =
      Key.optional(
          "idle",
          Types.duration(0, MOST_IDLE),
          "as `like`",
          "How long a TCP connection may be idle; 0 is for ever.");

  static final Key<Integer> MULTIPLIER =
      Key.optional(
          "flow-timeout-multiplier",
          Types.integer(0, MOST_MULTIPLIER),
          "none",
          "The CSS's way to say `idle`, in units of 16 s; 0 is for ever.");

  static final Key<Long> UDP =
      Key.optional(
          "udp-idle", Types.duration(0, MOST_IDLE), "as `like`", "The same as `idle` for UDP.");

  static final Key<Long> PENDING =
      Key.optional(
          "pending",
          Types.duration(0, MOST_PENDING),
          "as `like`",
          "How long the handshake may take; 0 leaves it to `idle`.");

  static final Key<Boolean> UNIDIRECTIONAL =
      Key.of(
          "unidirectional",
          Types.bool(),
          "false",
          "Whether `pending` is passed over, as the CSM does for such a virtual server.");

  static final Key<Boolean> KEEPS_IDLE =
      Key.optional(
          "keeps-idle",
          Types.bool(),
          "as `like`",
          "Whether an idle connection lives on until its place is wanted, as on the CSS.");

  static final Key<Integer> ENTRIES =
      Key.optional(
          "entries",
          Types.integer(2, MOST_ENTRIES),
          "as `like`",
          "Places in the table; a connection takes two on the CSS, else one.");

  static final Key<PortRange> PORT =
      Key.required("ports", ports(), "Server ports: 80, or 8000-8099.");

  static final Key<Long> PORT_IDLE =
      Key.required(
          "idle",
          Types.duration(0, MOST_IDLE),
          "How long connections to these ports may be idle; 0 is for ever, as `flow permanent`.");

  static final Keys TIMERS =
      Keys.of(
          "timers",
          "The timers of all connections.",
          LIKE,
          NAME,
          IDLE,
          MULTIPLIER,
          UDP,
          PENDING,
          UNIDIRECTIONAL,
          KEEPS_IDLE,
          ENTRIES);

  static final Keys PORTS =
      Keys.listOf("ports", "Idle timers of some server ports, before `like`.", PORT, PORT_IDLE);

  static final List<Keys> SECTIONS = List.of(TIMERS, PORTS);

  private static Type<PortRange> ports() {
    Type<PortRange> range = ProbeTypes.ports();
    return new Type<>(
        range.placeholder(),
        "a port, or a range such as 8000-8099, within 1 ~ 65535",
        text -> range.reading().read(text.indexOf('-') < 0 ? text + "-" + text : text),
        range.writing(),
        range.schema());
  }

  static @Nullable PortIdle port(Section in) {
    PortRange range = in.optional(PORT);
    Long idle = in.optional(PORT_IDLE);
    return range == null || idle == null ? null : new PortIdle(range.first(), range.last(), idle);
  }

  static TimerRules rules(String name, Section in, TimerRules like, List<PortIdle> ports) {
    Long idle = idle(in);
    List<PortIdle> all = new ArrayList<>(ports);
    // A CSS with a multiplier keeps HTTP as long as the rest: it stands for the whole content rule.
    if (idle == null) {
      all.addAll(like.ports());
    }
    return new TimerRules(
        name,
        or(idle, like.tcpIdleNanos()),
        or(in.optional(UDP), like.udpIdleNanos()),
        or(in.optional(PENDING), like.pendingNanos()),
        in.value(UNIDIRECTIONAL),
        or(in.optional(KEEPS_IDLE), like.keepsIdle()),
        all,
        or(in.optional(ENTRIES), (int) like.entries()),
        like.entriesPerConnection());
  }

  private static @Nullable Long idle(Section in) {
    Integer multiplier = in.optional(MULTIPLIER);
    Long idle = in.optional(IDLE);
    if (multiplier == null) {
      return idle;
    }
    if (in.has(IDLE)) {
      in.problem(MULTIPLIER, "given beside idle (expected: one of the two)");
    }
    return multiplier * Presets.MULTIPLIER_NANOS;
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
