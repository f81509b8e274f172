package io.kald.probe.name;

import io.kald.probe.address.IpText;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The addresses of one type of one name: asks the servers in turn until one knows, follows aliases.
 * Confined to the loop of its wire.
 */
final class DnsQuery {
  /** How it ended. */
  sealed interface Result {
    /** May be empty: the name has none of this type. */
    record Known(List<InetAddress> addresses) implements Result {}

    /** There is no such name. */
    record NoName() implements Result {}

    /**
     * No server helped.
     *
     * @param why for a reader
     */
    record Failed(String why) implements Result {}
  }

  // deps
  private final DnsNames names;
  private final DnsRecordType type;
  private final List<InetSocketAddress> servers;
  private final int turns;
  private final Consumer<Result> done;

  // state
  private String name;
  private int turn;
  private int aliases;
  private boolean silence;
  private final List<String> troubles = new ArrayList<>();

  /**
   * Asks nobody yet.
   *
   * @param servers in the order in which they are asked
   * @param attempts how often each is asked
   * @param done called once, on the loop
   */
  DnsQuery(
      DnsNames names,
      String name,
      DnsRecordType type,
      List<InetSocketAddress> servers,
      int attempts,
      Consumer<Result> done) {
    this.names = names;
    this.name = name;
    this.type = type;
    this.servers = servers;
    this.turns = servers.size() * attempts;
    this.done = done;
  }

  /** Asks the next server. */
  void ask() {
    if (turn == turns) {
      done.accept(new Result.Failed(String.join(", ", troubles)));
      return;
    }
    InetSocketAddress server = servers.get(turn % servers.size());
    DnsWire wire = names.wire(server);
    if (wire == null) {
      take(server, new DnsReply.Useless("not a name server any more", false));
    } else {
      wire.ask(name, type, reply -> take(server, reply));
    }
  }

  private void take(InetSocketAddress server, DnsReply reply) {
    if (reply instanceof DnsReply.Useless useless) {
      String trouble = useless.why() + " from " + IpText.of(server.getAddress().getAddress());
      if (!troubles.contains(trouble)) {
        troubles.add(trouble);
      }
      silence |= useless.silent();
      turn++;
      ask();
      return;
    }
    if (silence) {
      names.answered(server);
    }
    if (reply instanceof DnsReply.Alias alias) {
      follow(alias.name());
    } else if (reply instanceof DnsReply.Addresses known) {
      done.accept(new Result.Known(known.addresses()));
    } else {
      done.accept(new Result.NoName());
    }
  }

  private void follow(String alias) {
    if (++aliases > DnsReply.MOST_ALIASES) {
      done.accept(new Result.Failed("a loop of aliases"));
    } else {
      name = alias;
      ask();
    }
  }
}
