package io.kald.agent.flow;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.pcap.Content;
import io.kald.agent.pcap.Packet;
import io.kald.agent.pcap.PacketHandler;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts packets together to exchanges and tells each when it is over: a closed connection or an
 * answered echo after a short wait for stragglers, an unanswered one after a long wait, the others
 * with {@link #finish}. Packet time is the clock.
 *
 * <p>Memory is bounded: when the table is full, the entry that was idle longest is told and makes
 * room. A packet costs no garbage; records are made when an exchange is over.
 */
public final class FlowTable implements PacketHandler {
  /** How late an exchange may be found to be over. */
  private static final long SWEEP_NANOS = 1_000_000;

  // deps
  private final FlowOptions options;
  private final FlowListener listener;

  private final BitSet sccpPorts = new BitSet();

  // state
  private final EntryTable table = new EntryTable();
  private final IdleQueue lasting = new IdleQueue(Long.MAX_VALUE);
  private final IdleQueue waiting;
  private final IdleQueue asked;
  private final IdleQueue closed;
  private final IdleQueue[] limited;
  private final Pool pool = new Pool();
  private final Tally tally = new Tally();
  private final Records records = new Records();
  private final Key key = new Key();
  private final Key asSeen = new Key();
  private final Copies copies;
  private final SccpWindow window = new SccpWindow();
  private long connections;
  private long sweptNanos;

  /** A table with the usual limits. */
  public FlowTable(FlowListener listener) {
    this(FlowOptions.USUAL, listener);
  }

  /** An empty table that tells {@code listener}. */
  public FlowTable(FlowOptions options, FlowListener listener) {
    this.options = options;
    this.listener = listener;
    options.sccpPorts().forEach(sccpPorts::set);
    this.copies = new Copies(options.duplicateNanos());
    this.waiting = new IdleQueue(options.handshakeNanos());
    this.asked = new IdleQueue(options.echoNanos());
    this.closed = new IdleQueue(options.lingerNanos());
    this.limited = new IdleQueue[] {closed, waiting, asked};
  }

  @Override
  public void onPacket(Packet packet) {
    tally.packets++;
    long sinceSwept = packet.atNanos() - sweptNanos;
    if (sinceSwept > SWEEP_NANOS || sinceSwept < 0) {
      endOverdue(packet.atNanos());
    }
    boolean tcp = packet.content() == Content.TCP;
    if (!tcp && packet.content() != Content.ICMP) {
      return;
    }
    if (copies.isCopy(packet)) {
      tally.duplicates++;
    } else if (tcp) {
      tcp(packet);
    } else {
      icmp(packet);
    }
  }

  /** Tells everything that is not over yet. The table can then be used for another capture. */
  public void finish() {
    endAll(closed);
    endAll(waiting);
    endAll(asked);
    endAll(lasting);
  }

  /**
   * Tells what is over by now although no packet says so: of a live capture that is silent.
   *
   * @param nowNanos packet time; no earlier packet may come after this
   */
  public void advance(long nowNanos) {
    endOverdue(nowNanos);
  }

  /** What was seen so far. */
  public FlowCounts counts() {
    return tally.counts();
  }

  /** Connections and echoes held now. */
  public int size() {
    return table.count();
  }

  private void tcp(Packet packet) {
    key.setTcp(packet);
    Flow flow = (Flow) table.find(key);
    boolean fromClient = flow == null || flow.is(key);
    boolean syn = TcpTracker.has(packet, Packet.SYN) && !TcpTracker.has(packet, Packet.RST);
    if (flow != null && syn && TcpTracker.beginsAnother(flow, packet, fromClient)) {
      end(flow, Close.OPEN);
      flow = null;
    }
    if (flow == null) {
      if (TcpTracker.has(packet, Packet.RST)) {
        tally.strayResets++;
        return;
      }
      fromClient = !(syn && TcpTracker.has(packet, Packet.ACK));
      flow = open(!fromClient);
    }
    TcpTracker.take(flow, packet, fromClient);
    if (flow.sccp != null) {
      flow.sccp.take(packet, window.of(packet), fromClient);
    }
    queueFor(flow).touch(flow);
  }

  private Flow open(boolean exchanged) {
    makeRoom();
    Flow flow = pool.flow();
    flow.reset(++connections);
    flow.set(key, exchanged);
    table.add(flow);
    if (listener.wantsSccp()) {
      watchSccp(flow);
    }
    return flow;
  }

  private void watchSccp(Flow flow) {
    boolean toNode = sccpPorts.get(flow.serverPort());
    if (toNode || sccpPorts.get(flow.clientPort())) {
      var ends = new SccpWatch.Ends(records.client(flow), records.server(flow), toNode);
      flow.sccp = new SccpWatch(listener, tally, flow.number, ends);
    }
  }

  private IdleQueue queueFor(Flow flow) {
    if (flow.over) {
      return closed;
    }
    boolean handshake = flow.synFrame != 0 || flow.synAckFrame != 0;
    boolean unsettled = flow.closingFrame != 0 || (handshake && flow.establishedFrame == 0);
    return unsettled ? waiting : lasting;
  }

  private void icmp(Packet packet) {
    if (packet.isEchoRequest()) {
      request(packet);
    } else if (packet.isEchoReply()) {
      reply(packet);
    } else {
      Packet quoted = packet.quoted();
      if (quoted != null) {
        reject(packet, quoted);
      }
    }
  }

  private void request(Packet packet) {
    key.setEcho(packet);
    Echo known = (Echo) table.find(key);
    if (known != null) {
      end(known, Close.OPEN);
    }
    Echo echo = openEcho();
    echo.requestFrame = packet.frame();
    echo.requestNanos = packet.atNanos();
    touch(echo, packet, asked);
  }

  private void reply(Packet packet) {
    key.setEcho(packet);
    Echo known = (Echo) table.find(key);
    Echo echo = known == null ? openEcho() : known;
    if (echo.replyFrame == 0) {
      echo.replyFrame = packet.frame();
      echo.replyNanos = packet.atNanos();
    } else {
      echo.duplicates++;
    }
    touch(echo, packet, closed);
  }

  private Echo openEcho() {
    makeRoom();
    Echo echo = pool.echo();
    echo.reset();
    echo.set(key, false);
    table.add(echo);
    return echo;
  }

  private static void touch(Entry entry, Packet packet, IdleQueue queue) {
    entry.lastFrame = packet.frame();
    entry.lastNanos = packet.atNanos();
    queue.touch(entry);
  }

  private void reject(Packet packet, Packet quoted) {
    Entry entry = about(quoted);
    if (entry == null) {
      tally.strayRejections++;
      return;
    }
    tally.rejections++;
    var seen = new Moment(packet.frame(), packet.atNanos());
    String from = records.text(packet.ipVersion(), packet.sourceHigh(), packet.sourceLow());
    var rejection =
        new Rejection(packet.ipVersion(), packet.icmpType(), packet.icmpCode(), from, seen);
    if (entry instanceof Flow flow && flow.rejection == null) {
      flow.rejection = rejection;
    } else if (entry instanceof Echo echo && echo.rejection == null) {
      echo.rejection = rejection;
      touch(echo, packet, closed);
    }
  }

  private @Nullable Entry about(Packet quoted) {
    if (quoted.content() == Content.TCP) {
      asSeen.setTcp(quoted);
    } else if (quoted.isEchoRequest()) {
      asSeen.setEcho(quoted);
    } else {
      return null;
    }
    return table.find(asSeen);
  }

  private void endOverdue(long nowNanos) {
    sweptNanos = nowNanos;
    for (IdleQueue queue : limited) {
      for (Entry entry = queue.overdue(nowNanos); entry != null; entry = queue.overdue(nowNanos)) {
        end(entry, Close.OPEN);
      }
    }
  }

  private void endAll(IdleQueue queue) {
    for (Entry entry = queue.oldest(); entry != null; entry = queue.oldest()) {
      end(entry, Close.OPEN);
    }
  }

  private void makeRoom() {
    if (table.count() < options.entries()) {
      return;
    }
    Entry longest = closed.oldest();
    for (IdleQueue queue : new IdleQueue[] {asked, waiting, lasting}) {
      Entry entry = queue.oldest();
      if (longest == null || (entry != null && entry.lastNanos - longest.lastNanos < 0)) {
        longest = entry;
      }
    }
    if (longest != null) {
      tally.evicted++;
      end(longest, Close.EVICTED);
    }
  }

  /**
   * Takes an entry out of the table and tells it.
   *
   * @param unless how a connection ended that did not end by itself
   */
  private void end(Entry entry, Close unless) {
    table.remove(entry);
    if (entry.queue != null) {
      entry.queue.remove(entry);
    }
    if (entry instanceof Flow flow) {
      tell(flow, unless);
      pool.put(flow);
    } else if (entry instanceof Echo echo) {
      tell(echo);
      pool.put(echo);
    }
  }

  private void tell(Flow flow, Close unless) {
    if (flow.sccp != null) {
      flow.sccp.end();
    }
    boolean silent =
        unless != Close.EVICTED
            && flow.synFrame != 0
            && flow.synAckFrame == 0
            && flow.establishedFrame == 0;
    Close close = flow.closingFrame != 0 ? flow.close : silent ? Close.SILENT : unless;
    tally.addTcp(close);
    if (listener.wantsTcp()) {
      listener.onTcp(records.tcp(flow, close));
    }
  }

  private void tell(Echo echo) {
    tally.echoes++;
    if (echo.replyFrame != 0) {
      tally.echoesAnswered++;
    }
    if (listener.wantsEcho()) {
      listener.onEcho(records.echo(echo));
    }
  }
}
