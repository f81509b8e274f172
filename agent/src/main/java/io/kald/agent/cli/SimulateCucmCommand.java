package io.kald.agent.cli;

import io.kald.agent.config.Values;
import io.kald.agent.simulate.CucmOptions;
import io.kald.agent.simulate.CucmOptions.TimedFault;
import io.kald.agent.simulate.CucmRun;
import io.kald.agent.simulate.SimulationException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code kald simulate cucm}. */
final class SimulateCucmCommand implements Command {
  private static final String NODE = "--node";
  private static final String DEVICE = "--device";
  private static final String KEEPALIVE = "--keepalive";
  private static final String SECONDARY = "--secondary-keepalive";
  private static final String PROTOCOL = "--protocol";
  private static final String TOKEN_DEPTH = "--token-queue-depth";
  private static final String TOKEN_WAIT = "--token-wait";
  private static final String MAX_EVENTS = "--max-events";
  private static final String TLS_CERT = "--tls-cert";
  private static final String TLS_KEY = "--tls-key";
  private static final String TLS_CLIENTS = "--tls-client-trust";
  private static final String FAULT = "--fault";
  private static final String TRACE_DIR = "--trace-dir";
  private static final String CONTROL = "--control";
  private static final String FOR = "--for";

  private static final int MILLION = 1_000_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final List<SimulatedNode> USUAL =
      List.of(SimulatedNode.read("127.0.0.1:2000"), SimulatedNode.read("127.0.0.2:2000"));

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "cucm",
            "Plays a cluster of call managers that speaks SCCP with phones, and with kald.",
            "",
            "A device is registered at one node at a time. Its KeepAlives are answered there; at"
                + " the other nodes they are acknowledged by TCP only, as CUCM does. Faults:"
                + " 'kald simulate fault --help'.",
            "",
            "Of each kind of line a node writes ten within 10 s; how many more there were is one"
                + " line.");
    addCluster(spec);
    addTokens(spec);
    addSurroundings(spec);
    return spec;
  }

  private static void addCluster(CommandSpec spec) {
    spec.addOption(
        many(NODE, "[NAME=]HOST:PORT", SimulatedNode::read, SimulatedNode.class)
            .description(
                "A node; once for each. By default cucm1 on 127.0.0.1:2000 and cucm2 on"
                    + " 127.0.0.2:2000. Port 0 takes a free one.")
            .build());
    spec.addOption(
        many(DEVICE, "NAME", text -> text, String.class)
            .description("A device that may register; once for each. By default all may.")
            .build());
    spec.addOption(
        Options.option(KEEPALIVE, Integer.class, "TIME", SimulateCucmCommand::seconds)
            .description("Between KeepAlives of a registered device; 30s by default.")
            .build());
    spec.addOption(
        Options.option(SECONDARY, Integer.class, "TIME", SimulateCucmCommand::seconds)
            .description("Between KeepAlives on a backup link; 60s by default.")
            .build());
    spec.addOption(
        Options.option(PROTOCOL, Integer.class, "VERSION", text -> Values.integer(text, 0, 22))
            .description("The highest protocol version the nodes speak; 22 by default.")
            .build());
  }

  private static void addTokens(CommandSpec spec) {
    spec.addOption(
        Options.option(TOKEN_DEPTH, Integer.class, "N", text -> Values.integer(text, 0, MILLION))
            .description("How many phones may be on their way back at a time; 10 by default.")
            .build());
    spec.addOption(
        Options.option(TOKEN_WAIT, Integer.class, "TIME", SimulateCucmCommand::seconds)
            .description("When a phone that got no token may ask again; 10s by default.")
            .build());
    spec.addOption(
        Options.option(MAX_EVENTS, Integer.class, "N", text -> Values.integer(text, 1, MILLION))
            .description(
                "Messages of a device, by all its connections to a node, within 5 s before it is cut"
                    + " off; 2000 by default. Of Registers more than 20 are too many.")
            .build());
  }

  private static void addSurroundings(CommandSpec spec) {
    spec.addOption(
        Options.option(TLS_CERT, Path.class, "FILE", null)
            .description("Certificate, PEM: every node speaks TLS.")
            .build());
    spec.addOption(
        Options.option(TLS_KEY, Path.class, "FILE", null)
            .description("Its key, PEM, PKCS#8 without a password.")
            .build());
    spec.addOption(
        Options.option(TLS_CLIENTS, Path.class, "FILE", null)
            .description("Certificates, PEM: a phone must show one that these have signed.")
            .build());
    spec.addOption(
        many(FAULT, "NODE:FAULT@TIME", SimulatedFault::read, TimedFault.class)
            .description("A fault that comes TIME after the start: cucm1:hang@5s. Repeatable.")
            .build());
    spec.addOption(
        Options.option(TRACE_DIR, Path.class, "DIR", null)
            .description("Where each node writes traces as CUCM does.")
            .build());
    spec.addOption(
        Options.option(CONTROL, InetSocketAddress.class, "HOST:PORT", SimulatedNode::address)
            .description("Where faults can be switched and the state be read; off by default.")
            .build());
    spec.addOption(
        Options.option(FOR, Long.class, "TIME", SimulateCucmCommand::length)
            .description("Ends by itself after this time; else Ctrl-C ends it.")
            .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws InterruptedException {
    Options.applyLogging(asked);
    CucmOptions options = options(asked);
    try (CucmRun run = CucmRun.start(options);
        Interrupt interrupt = new Interrupt(run::stop)) {
      run.follow(console.out(), Options.<Long>value(asked, FOR).orElse(-1L));
      interrupt.finished(ExitCode.YES.code());
      return ExitCode.YES;
    } catch (SimulationException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static CucmOptions options(ParseResult asked) {
    List<SimulatedNode> wanted = asked.matchedOptionValue(NODE, USUAL);
    List<CucmOptions.Node> nodes = new ArrayList<>();
    for (SimulatedNode node : wanted) {
      nodes.add(node.named("cucm" + (nodes.size() + 1)));
    }
    try {
      return new CucmOptions(
          nodes,
          rules(asked),
          tls(asked),
          Options.<Path>value(asked, TRACE_DIR).orElse(null),
          Options.<InetSocketAddress>value(asked, CONTROL).orElse(null),
          asked.matchedOptionValue(FAULT, List.of()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          asked.commandSpec().commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private static CucmOptions.Rules rules(ParseResult asked) {
    CucmOptions.Rules usual = CucmOptions.Rules.DEFAULT;
    List<String> devices = asked.matchedOptionValue(DEVICE, List.of());
    return new CucmOptions.Rules(
        asked.matchedOptionValue(KEEPALIVE, usual.keepAliveSeconds()),
        asked.matchedOptionValue(SECONDARY, usual.standbySeconds()),
        asked.matchedOptionValue(PROTOCOL, usual.protocol()),
        Set.copyOf(devices),
        asked.matchedOptionValue(TOKEN_DEPTH, usual.tokenDepth()),
        asked.matchedOptionValue(TOKEN_WAIT, usual.tokenWaitSeconds()),
        asked.matchedOptionValue(MAX_EVENTS, usual.maxEvents()));
  }

  private static CucmOptions.@Nullable Tls tls(ParseResult asked) {
    Path certificate = Options.<Path>value(asked, TLS_CERT).orElse(null);
    Path key = Options.<Path>value(asked, TLS_KEY).orElse(null);
    Path clients = Options.<Path>value(asked, TLS_CLIENTS).orElse(null);
    if (certificate == null && key == null && clients == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new ParameterException(
          asked.commandSpec().commandLine(),
          TLS_CERT + " and " + TLS_KEY + " go together, and " + TLS_CLIENTS + " only with them");
    }
    return new CucmOptions.Tls(certificate, key, clients);
  }

  private static <T> OptionSpec.Builder many(
      String name, String label, Options.Reading<T> reading, Class<T> type) {
    return Options.option(name, type, label, reading)
        .type(List.class)
        .auxiliaryTypes(type)
        .arity("1");
  }

  private static int seconds(String text) {
    long nanos = Values.durationNanos(text, SECOND, TimeUnit.HOURS.toNanos(1));
    if (nanos % SECOND != 0) {
      throw new IllegalArgumentException(text + " (expected: whole seconds)");
    }
    return (int) (nanos / SECOND);
  }

  private static long length(String text) {
    return Values.durationNanos(
        text, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.DAYS.toNanos(365));
  }
}
