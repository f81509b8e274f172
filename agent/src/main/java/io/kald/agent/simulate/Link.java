package io.kald.agent.simulate;

import io.kald.sccp.Alarm;
import io.kald.sccp.ButtonTemplateReq;
import io.kald.sccp.CapabilitiesReq;
import io.kald.sccp.ConfigStatReq;
import io.kald.sccp.HeaderVersion;
import io.kald.sccp.IpPort;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.LineStatReq;
import io.kald.sccp.Register;
import io.kald.sccp.RegisterReject;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReject;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.Reset;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.SccpVisitor;
import io.kald.sccp.ServerReq;
import io.kald.sccp.SoftKeySetReq;
import io.kald.sccp.SoftKeyTemplateReq;
import io.kald.sccp.SpcpRegisterTokenAck;
import io.kald.sccp.SpcpRegisterTokenReject;
import io.kald.sccp.SpcpRegisterTokenReq;
import io.kald.sccp.Station;
import io.kald.sccp.TimeDateReq;
import io.kald.sccp.Unregister;
import io.kald.sccp.UnregisterAck;
import io.kald.sccp.VersionReq;
import io.kald.sccp.VersionRes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a phone: registered, or a backup link. The only handler of its own that a
 * connection has. Confined to its node's loop.
 */
final class Link extends SimpleChannelInboundHandler<SccpFrame> implements SccpVisitor {
  private static final String UNKNOWN_DEVICE = "Error: DB Config";
  private static final String REFUSED = "Error: Registration Refused";
  private static final int SPCP_FEATURES = 0xffff;

  /** Answers that wait while the node is slow; a KeepAlive every second for the longest delay. */
  private static final int MOST_OWED = 1_000;

  // deps
  private final NodeServer node;
  private final Cluster cluster;
  private final Channel channel;
  private final HeaderVersion version;
  private final LinkId id;

  // state
  private final LinkThrottle throttle;
  private int owed;
  private long heardNanos;
  private @Nullable Station station;
  private String lastReason = "";
  private boolean ended;

  Link(NodeServer node, Cluster cluster, Channel channel, HeaderVersion version, LinkId id) {
    super(SccpFrame.class);
    this.node = node;
    this.cluster = cluster;
    this.channel = channel;
    this.version = version;
    this.id = id;
    this.throttle = new LinkThrottle(node.throttles());
    this.heardNanos = cluster.nanoTime();
  }

  NodeServer node() {
    return node;
  }

  Channel channel() {
    return channel;
  }

  /** Whether a device is registered by this connection. */
  boolean registered() {
    return station != null;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    node.opened(this);
    cluster.trace(id.node(), TraceText.accepted(id));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended = true;
    node.closed(this);
    unregister(UnregisterReason.CONNECTIVITY);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, SccpFrame frame) {
    if (ended) {
      return;
    }
    heardNanos = cluster.nanoTime();
    if (throttle.admits(heardNanos, cluster.rules().maxEvents())) {
      frame.message().accept(this);
    } else {
      throttled();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && !ended) {
      event(
          CucmEvent.Kind.UNREADABLE, id.ip() + " sent what cannot be read: " + cause.getMessage());
    }
    end();
  }

  /** Ends it as CUCM does when a device sends too much. */
  void throttled() {
    node.counters().shed.incrementAndGet();
    unregister(UnregisterReason.THROTTLED);
    end();
  }

  /** The device is registered by another connection now. */
  void displaced() {
    unregister(UnregisterReason.MOVED);
    end();
  }

  /** For how long nothing whole has come. */
  long silentNanos(long nowNanos) {
    return nowNanos - heardNanos;
  }

  /** Ends it, for it was silent for too long. */
  void silenced() {
    if (station == null) {
      shed("nothing has come for three standby intervals");
    } else {
      unregister(UnregisterReason.SILENT);
      end();
    }
  }

  /** One more answer waits because the node is slow; false: too many do, and it is ended. */
  boolean owe() {
    if (ended || owed == MOST_OWED) {
      shed(MOST_OWED + " answers wait for the slow node");
      return false;
    }
    owed++;
    return true;
  }

  /** An answer that waited is sent. */
  void paid() {
    owed--;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      // A FIN would wait behind what is not read.
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      shed("it does not read, " + NodeFaults.MOST_UNSENT_BYTES + " bytes of answers wait");
    }
    ctx.fireChannelWritabilityChanged();
  }

  /** Ends it for what the other end does to this one. */
  private void shed(String why) {
    if (ended) {
      return;
    }
    node.counters().shed.incrementAndGet();
    event(CucmEvent.Kind.CLOSED, who() + " closed: " + why);
    unregister(UnregisterReason.CONNECTIVITY);
    end();
  }

  private void event(CucmEvent.Kind kind, String text) {
    cluster.event(node.name(), kind, text);
  }

  private String who() {
    return station == null ? id.ip() + ":" + id.port() : station.name();
  }

  /** Tells a registered phone to start again. */
  void reset(Reset.Kind kind) {
    if (station != null) {
      node.send(this, Reset.of(kind));
    }
  }

  /** Ends the registration without a word, as a process that is no more would. */
  void forget() {
    if (station != null) {
      cluster.devices().unregister(station.name(), this);
      station = null;
    }
  }

  private void end() {
    ended = true;
    node.close(this);
  }

  private void unregister(UnregisterReason reason) {
    Station was = station;
    if (was == null) {
      return;
    }
    station = null;
    cluster.devices().unregister(was.name(), this);
    node.counters().unregisters.incrementAndGet();
    cluster.trace(id.node(), TraceText.unregistered(id, was.name(), was.deviceType(), reason));
    event(CucmEvent.Kind.UNREGISTERED, was.name() + " unregistered: " + reason.words());
  }

  @Override
  public void on(KeepAlive message) {
    Counters counters = node.counters();
    if (station == null) {
      counters.backupDrops.incrementAndGet();
      if (cluster.traced()) {
        cluster.trace(id.node(), TraceText.backup(id));
      }
      return;
    }
    counters.keepAlives.incrementAndGet();
    if (cluster.traced()) {
      cluster.trace(id.node(), TraceText.keepAlive(id, station.name()));
    }
    node.send(this, KeepAliveAck.INSTANCE);
  }

  @Override
  public void on(Register message) {
    Station asking = message.station();
    if (!throttle.admitsRegister(asking.name(), heardNanos)) {
      throttled();
      return;
    }
    if (node.fault().kind() == Fault.Kind.REJECT) {
      reject(asking, REFUSED);
    } else if (!cluster.rules().knows(asking.name())) {
      reject(asking, UNKNOWN_DEVICE);
    } else {
      register(asking, message.protocol().version());
    }
  }

  private void reject(Station asking, String text) {
    node.counters().rejects.incrementAndGet();
    event(CucmEvent.Kind.REJECTED, asking.name() + " rejected: " + text);
    node.send(this, new RegisterReject(text));
  }

  private void register(Station asking, int protocol) {
    if (station != null && !station.name().equals(asking.name())) {
      unregister(UnregisterReason.MOVED);
    }
    station = asking;
    node.tokens().used(asking.name());
    Link former = cluster.devices().register(asking.name(), this);
    if (former != null) {
      former.node.run(former::displaced);
    }
    long count = node.counters().registers.incrementAndGet();
    cluster.trace(id.node(), TraceText.registered(id, asking.name(), (int) count));
    int spoken = Math.min(protocol, cluster.rules().protocol());
    event(
        CucmEvent.Kind.REGISTERED,
        asking.name() + " registered: protocol " + spoken + words(lastReason));
    node.send(this, Answers.registerAck(cluster.rules()));
    node.send(this, CapabilitiesReq.INSTANCE);
  }

  private static String words(String reason) {
    return reason.isEmpty() ? "" : ", last " + reason;
  }

  @Override
  public void on(Unregister message) {
    boolean was = station != null;
    unregister(UnregisterReason.BY_DEVICE);
    node.send(this, new UnregisterAck(was ? UnregisterAck.OK : UnregisterAck.ERROR));
  }

  @Override
  public void on(RegisterTokenReq message) {
    boolean granted = grant(message.station().name());
    int wait = cluster.rules().tokenWaitSeconds();
    node.send(this, granted ? RegisterTokenAck.INSTANCE : new RegisterTokenReject(wait));
  }

  @Override
  public void on(SpcpRegisterTokenReq message) {
    boolean granted = grant(message.station().name());
    int wait = cluster.rules().tokenWaitSeconds();
    node.send(
        this,
        granted ? new SpcpRegisterTokenAck(SPCP_FEATURES) : new SpcpRegisterTokenReject(wait));
  }

  private boolean grant(String device) {
    Link holder = cluster.devices().holder(device);
    boolean here = holder != null && holder.node == node;
    boolean granted =
        !here
            && node.fault().kind() != Fault.Kind.REFUSE_TOKENS
            && cluster.rules().knows(device)
            && node.tokens().ask(device, heardNanos);
    Counters counters = node.counters();
    (granted ? counters.tokens : counters.tokenRejects).incrementAndGet();
    event(CucmEvent.Kind.TOKEN, device + (granted ? " was granted a token" : " got no token"));
    return granted;
  }

  @Override
  public void on(Alarm message) {
    cluster.trace(id.node(), TraceText.alarm(id, message));
    int at = message.text().indexOf("Last=");
    lastReason = at < 0 ? "" : message.text().substring(at + "Last=".length()).strip();
  }

  @Override
  public void on(IpPort message) {
    cluster.trace(id.node(), TraceText.ipPort(id, message.port()));
  }

  @Override
  public void on(ButtonTemplateReq message) {
    answer(Answers.buttonTemplate());
  }

  @Override
  public void on(SoftKeyTemplateReq message) {
    answer(Answers.softKeyTemplate());
  }

  @Override
  public void on(SoftKeySetReq message) {
    answer(Answers.softKeySet());
  }

  @Override
  public void on(ConfigStatReq message) {
    if (station != null) {
      answer(Answers.configStat(station.name(), node.name()));
    }
  }

  @Override
  public void on(LineStatReq message) {
    answer(Answers.lineStat(message.line(), id.number(), version.current()));
  }

  @Override
  public void on(VersionReq message) {
    answer(new VersionRes(""));
  }

  @Override
  public void on(ServerReq message) {
    answer(cluster.servers(version.current()));
  }

  @Override
  public void on(TimeDateReq message) {
    answer(cluster.timeDate());
  }

  @Override
  public void onOther(SccpMessage message) {
    // Of no matter for registering and staying registered.
  }

  /** Only a registered device is told anything. */
  private void answer(SccpMessage message) {
    if (station != null) {
      node.send(this, message);
    }
  }
}
