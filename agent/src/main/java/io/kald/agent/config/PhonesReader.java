package io.kald.agent.config;

import static io.kald.agent.config.PhoneKeys.*;
import static io.kald.agent.config.PhoneKeys.SUSPEND;
import static io.kald.agent.config.ProbeKeys.NAME;
import static io.kald.agent.config.ProbeKeys.SOURCE;

import io.kald.probe.Egress;
import io.kald.probe.Phone;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.PhoneTls;
import io.kald.probe.Service;
import io.kald.schema.Durations;
import io.kald.schema.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the phones of a file, each with its group of nodes. */
final class PhonesReader {
  private static final int PLAIN_PORT = 2000;
  private static final int TLS_PORT = 2443;
  private static final String NOBODY = "SEP000000000000";
  private static final PhoneNode UNKNOWN = new PhoneNode("unknown", "unknown", PLAIN_PORT);

  // deps
  private final Section defaults;
  private final Section.Context context;
  private final Names names;
  private final PhoneTlsReader tls;

  // state
  private final Map<String, Node> devices = new HashMap<>();
  private final Map<List<PhoneNode>, List<PhoneNode>> groups = new HashMap<>();
  private final Map<PhoneTimers, PhoneTimers> timers = new HashMap<>();
  private final Map<PhoneDetection, PhoneDetection> detections = new HashMap<>();
  private final Map<Egress, Egress> egresses = new HashMap<>();

  /** Relative names of files start at {@code base}. */
  PhonesReader(Section defaults, Section.Context context, Names names, Path base) {
    this.defaults = defaults;
    this.context = context;
    this.names = names;
    this.tls = new PhoneTlsReader(base);
    for (Key<?> key : DefaultKeys.OF_PHONES) {
      note(key);
    }
  }

  /** A mistake in the defaults is noted whether a phone takes them or not. */
  private void note(Key<?> key) {
    if (defaults.has(key)) {
      defaults.optional(key);
    }
  }

  /** The phones in the order of the file; those without a sound name are left out. */
  List<Phone> read(List<Node> phones) {
    List<Phone> all = new ArrayList<>(phones.size());
    for (int i = 0; i < phones.size(); i++) {
      Node node = phones.get(i);
      Section in = Section.item(PHONES, i, node, defaults, context);
      if (in.has(DEVICES)) {
        many(in, node, all);
      } else {
        String name = names.claim(in, node);
        add(in, name, phone(in, device(in, node)), all);
      }
    }
    return all;
  }

  private static void add(Section in, @Nullable String name, PhoneSpec spec, List<Phone> all) {
    boolean suspended = in.value(SUSPEND);
    if (name != null) {
      all.add(new Phone(name, spec, List.of(new Service(name, suspended))));
    }
  }

  /** Phones that differ in their names only. */
  private void many(Section in, Node node, List<Phone> all) {
    if (in.has(DEVICE)) {
      in.problem(DEVICES, "not beside device, which names one phone (expected: one of the two)");
    }
    DeviceRange range = in.optional(DEVICES);
    String name = in.optional(NAME);
    PhoneSpec first = phone(in, described(in, NOBODY));
    if (range == null || name == null) {
      return;
    }
    for (String digits : range.digits()) {
      String device = range.device(digits);
      String own = name + "-" + digits;
      if (NAME.type().reading().read(own) == null) {
        in.problem(NAME, own + " (expected: " + NAME.type().expected() + ")");
        return;
      }
      if (!claimed(in, DEVICES, node, device) || !names.claim(in, node, own)) {
        return; // The others would be the same mistake.
      }
      add(in, own, first.as(described(in, device)), all);
    }
  }

  private PhoneSpec phone(Section in, PhoneDevice device) {
    PhoneTls secured = tls.read(in);
    int port = in.value(TLS) ? TLS_PORT : PLAIN_PORT;
    List<PhoneNode> nodes = nodes(in, port);
    PhoneNode srst = in.value(SRST).map(n -> withPort(n, PLAIN_PORT)).orElse(null);
    if (in.sound(NODES, SRST, TLS)) {
      distinct(in, nodes, srst);
    }
    Egress egress = ProbeReader.readEgress(in);
    ProbeReader.checkSource(in, egress);
    if (in.sound(NODES)) {
      nodes.forEach(each -> checkHost(in, NODES, each, egress));
    }
    if (srst != null) {
      checkHost(in, SRST, srst, egress);
    }
    if (in.sound(NODES, SOURCE)) {
      reachable(in, nodes, egress.source());
    }
    return new PhoneSpec(
        device,
        shared(groups, nodes),
        srst,
        shared(timers, timers(in)),
        shared(detections, detection(in)),
        secured,
        shared(egresses, egress));
  }

  /** Ten thousand phones mostly say the same; what is equal is kept once. */
  private static <T> T shared(Map<T, T> first, T own) {
    return first.computeIfAbsent(own, same -> same);
  }

  private PhoneDevice device(Section in, Node node) {
    String named = in.optional(DEVICE);
    if (named != null) {
      claimed(in, DEVICE, node, named);
    } else if (in.sound() && !in.has(DEVICE)) {
      in.problem(DEVICE, "missing (expected: " + DEVICE.type().expected() + ", or devices)");
    }
    return described(in, named == null ? NOBODY : named);
  }

  private boolean claimed(Section in, Key<?> key, Node node, String device) {
    Node first = devices.putIfAbsent(device, node);
    if (first != null) {
      in.problem(
          key,
          device
              + " is registered by the phone in line "
              + first.line()
              + " (expected: never two registrations of one device at once)");
    }
    return first == null;
  }

  private static PhoneDevice described(Section in, String device) {
    return new PhoneDevice(device, in.value(DEVICE_TYPE), in.value(PROTOCOL), in.value(LINES));
  }

  private static List<PhoneNode> nodes(Section in, int port) {
    List<PhoneNode> named = in.optional(NODES);
    if (named == null && in.sound() && !in.given(NODES)) {
      in.problem(NODES, "missing (expected: " + NODES.type().expected() + ", here or in defaults)");
    }
    return named == null
        ? List.of(UNKNOWN)
        : List.copyOf(named.stream().map(node -> withPort(node, port)).toList());
  }

  private static PhoneNode withPort(PhoneNode node, int port) {
    return node.port() == 0 ? new PhoneNode(node.name(), node.host(), port) : node;
  }

  private static void distinct(Section in, List<PhoneNode> nodes, @Nullable PhoneNode srst) {
    List<String> targets = nodes.stream().map(PhoneNode::target).toList();
    for (int i = 1; i < targets.size(); i++) {
      if (targets.subList(0, i).contains(targets.get(i))) {
        in.problem(NODES, targets.get(i) + " stands there twice (expected: each node once)");
        return;
      }
    }
    if (srst != null && targets.contains(srst.target())) {
      in.problem(
          SRST, srst.target() + " is a node of the group (expected: a router of its own, or none)");
    }
  }

  private static void checkHost(Section in, Key<?> key, PhoneNode node, Egress egress) {
    String problem = HostRules.problem(node.host(), egress.device() != null);
    if (problem != null) {
      in.problem(key, problem);
    }
  }

  private static void reachable(Section in, List<PhoneNode> nodes, @Nullable String source) {
    if (source == null) {
      return;
    }
    for (PhoneNode node : nodes) {
      boolean numeric = Hosts.isAddress(node.host());
      if (numeric && (node.host().indexOf(':') >= 0) != (source.indexOf(':') >= 0)) {
        in.problem(
            SOURCE,
            "source "
                + source
                + " cannot be used to reach "
                + node.host()
                + " (expected: an address of its family, or auto)");
        return;
      }
    }
  }

  private static PhoneTimers timers(Section in) {
    long least = in.value(LEAST_KEEPALIVE);
    long most = in.value(MOST_KEEPALIVE);
    if (least > most && in.sound(LEAST_KEEPALIVE, MOST_KEEPALIVE)) {
      in.problem(
          in.has(LEAST_KEEPALIVE) ? LEAST_KEEPALIVE : MOST_KEEPALIVE,
          "least-keepalive "
              + Durations.write(least)
              + " is longer than most-keepalive "
              + Durations.write(most)
              + " (expected: at most as long)");
    }
    return new PhoneTimers(
        in.value(CONNECT_TIMEOUT),
        in.value(REGISTER_TIMEOUT),
        in.value(UNREGISTER_TIMEOUT),
        least,
        most,
        in.value(CONNECTION_MONITOR));
  }

  private static PhoneDetection detection(Section in) {
    Geometric geometric =
        new Geometric(
            in.value(RATIO),
            in.value(MISSES),
            in.value(BASELINE_LEAST),
            in.value(BASELINE_MOST),
            in.value(BASELINE_START));
    if (in.sound(BASELINE_START, BASELINE_LEAST, BASELINE_MOST)) {
      checkBounds(in, geometric);
    }
    boolean wireless = in.value(WIRELESS);
    Kind kind = in.value(DETECT_FAILURE);
    if (wireless && kind == Kind.NORMAL && in.has(DETECT_FAILURE)) {
      in.warn(DETECT_FAILURE, "normal is delayed all the same, for the phone is wireless");
    }
    return new PhoneDetection(kind, wireless, geometric, in.value(MISSED_ACKS));
  }

  private static void checkBounds(Section in, Geometric geometric) {
    long least = geometric.leastBaseNanos();
    long most = geometric.mostBaseNanos();
    long start = geometric.startBaseNanos();
    if (least > most) {
      in.problem(
          in.has(BASELINE_LEAST) ? BASELINE_LEAST : BASELINE_MOST,
          "baseline-least "
              + Durations.write(least)
              + " is longer than baseline-most "
              + Durations.write(most)
              + " (expected: at most as long)");
    } else if (start < least || start > most) {
      in.problem(
          in.has(BASELINE_START) || !in.has(BASELINE_LEAST) ? BASELINE_START : BASELINE_LEAST,
          "baseline-start "
              + Durations.write(start)
              + " is not within "
              + Durations.write(least)
              + " ~ "
              + Durations.write(most)
              + " (expected: between baseline-least and baseline-most)");
    }
  }
}
