package io.kald.agent.cli;

import io.kald.agent.config.Values;
import io.kald.probe.Egress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options that say how packets leave; each means what it means in the configuration. */
final class EgressOptions {
  private static final String SOURCE = "--source";
  private static final String INTERFACE = "--interface";
  private static final String DSCP = "--dscp";
  private static final String TTL = "--ttl";
  private static final String FWMARK = "--fwmark";

  private EgressOptions() {}

  static void addTo(CommandSpec spec) {
    spec.addOption(
        Options.option(SOURCE, String.class, "ADDRESS", Values::address)
            .description("Source address; the kernel's choice otherwise.")
            .build());
    spec.addOption(
        Options.option(INTERFACE, String.class, "NAME", Values::device)
            .description("Interface that packets must leave by.")
            .build());
    spec.addOption(
        Options.option(DSCP, Integer.class, "DSCP", Values::dscp)
            .description("Code point, 0 to 63 or a name such as ef, af41, cs6.")
            .build());
    spec.addOption(
        Options.option(TTL, Integer.class, "HOPS", text -> Values.integer(text, 1, 255))
            .description("Time to live; the hop limit on IPv6.")
            .build());
    spec.addOption(
        Options.option(FWMARK, Long.class, "MARK", Values::mark)
            .description("Firewall mark for policy routing; needs CAP_NET_ADMIN.")
            .build());
  }

  static Egress read(ParseResult asked) {
    return new Egress(
        Options.<String>value(asked, SOURCE).orElse(null),
        null,
        Options.<String>value(asked, INTERFACE).orElse(null),
        Options.<Integer>value(asked, DSCP).orElse(Egress.KERNEL),
        Options.<Integer>value(asked, TTL).orElse(Egress.KERNEL),
        Options.<Long>value(asked, FWMARK).orElse((long) Egress.KERNEL));
  }
}
