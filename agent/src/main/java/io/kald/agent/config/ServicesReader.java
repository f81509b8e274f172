package io.kald.agent.config;

import static io.kald.agent.config.ProbeKeys.*;

import io.kald.probe.Keepalive;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads named keepalives and services, and joins them. */
final class ServicesReader {
  private static final List<Key<?>> BESIDE_KEEPALIVE = List.of(NAME, KEEPALIVE, SUSPEND);

  // deps
  private final Section defaults;
  private final Section.Context context;
  private final ProbeReader probes;
  private final Names names;

  // state
  private final Map<String, Named> named = new LinkedHashMap<>();
  private final List<Keepalive> own = new ArrayList<>();

  private record Named(Section in, ProbeSpec probe, Rule rule, List<Service> services) {}

  ServicesReader(Section defaults, Section.Context context, Names names) {
    this.defaults = defaults;
    this.context = context;
    this.names = names;
    this.probes = new ProbeReader(defaults);
  }

  /** Named keepalives first, then each service's own, both in the order of the file. */
  List<Keepalive> read(List<Node> keepalives, List<Node> services) {
    for (int i = 0; i < keepalives.size(); i++) {
      Node node = keepalives.get(i);
      readNamed(section(KEEPALIVES, i, node), node);
    }
    for (int i = 0; i < services.size(); i++) {
      Node node = services.get(i);
      readService(section(SERVICES, i, node), node);
    }
    List<Keepalive> all = new ArrayList<>(named.size() + own.size());
    named.forEach((name, k) -> all.add(new Keepalive(name, k.probe, k.rule, k.services)));
    all.addAll(own);
    return all;
  }

  /** Doubts that need the whole file; {@code phones} is how many of them there are. */
  void warn(Node root, int phones) {
    named.values().stream()
        .filter(k -> k.services.isEmpty())
        .forEach(k -> k.in.warn(NAME, "no service uses this keepalive: it is not probed"));
    if (named.isEmpty() && own.isEmpty() && phones == 0) {
      context.problems().warn(root, "services", "there are none: nothing is probed");
    }
  }

  private Section section(Keys keys, int index, Node node) {
    return Section.item(keys, index, node, defaults, context);
  }

  private void readNamed(Section in, Node node) {
    String name = names.claim(in, node);
    ProbeSpec probe = probes.probe(in);
    Rule rule = probes.rule(in, probe);
    if (name != null) {
      named.put(name, new Named(in, probe, rule, new ArrayList<>()));
    }
  }

  private void readService(Section in, Node node) {
    String name = names.claim(in, node);
    boolean suspended = in.value(SUSPEND);
    if (in.has(KEEPALIVE)) {
      follow(in, name, suspended);
      return;
    }
    ProbeSpec probe = probes.probe(in);
    Rule rule = probes.rule(in, probe);
    if (name != null) {
      own.add(new Keepalive(name, probe, rule, List.of(new Service(name, suspended))));
    }
  }

  private void follow(Section in, @Nullable String name, boolean suspended) {
    for (Key<?> key : SERVICES.everywhere()) {
      if (!BESIDE_KEEPALIVE.contains(key) && in.has(key)) {
        in.problem(
            key, "not allowed beside keepalive, which describes the probe (expected: no such key)");
      }
    }
    String wanted = in.optional(KEEPALIVE);
    Named keepalive = wanted == null ? null : named.get(wanted);
    if (wanted != null && keepalive == null) {
      String hint = Spelling.hint(wanted, named.keySet(), "(expected: a name under keepalives)");
      in.problem(KEEPALIVE, "no keepalive is called " + wanted + " " + hint);
    }
    if (keepalive != null && name != null) {
      keepalive.services.add(new Service(name, suspended));
    }
  }
}
