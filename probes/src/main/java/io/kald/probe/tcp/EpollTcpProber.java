package io.kald.probe.tcp;

import io.kald.probe.Leaving;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec.TcpSpec;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.host.EgressPath;
import io.kald.probe.host.Handover;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.Errno;
import io.kald.probe.net.ErrorQueue.IcmpError;
import io.kald.probe.net.Libc;
import io.kald.probe.net.LocalFailure;
import io.kald.probe.net.Refusals;
import io.kald.probe.net.SockAddr;
import org.jspecify.annotations.Nullable;

/** One target's TCP probes on raw sockets. */
final class EpollTcpProber implements TcpProber {
  /** Own ports tried for one probe; a range in which so many in a row are busy is taken as full. */
  private static final int PORT_TRIES = 256;

  private static final int NONE = -1;

  private static final NotProbed PORT_BUSY = new NotProbed(Reason.NO_SOURCE_PORT, "");

  // deps
  private final EpollTcpProbers home;
  private final TcpSockets sockets;
  private final TcpSpec spec;
  private final String address;
  private final int family;
  private final byte[] target;
  private final long head; // of the target
  private final EgressOptions egress;
  private final SourcePorts ports;

  // state
  private int fd = NONE;
  private int ticket; // of the socket, see SocketWatch
  private boolean watched;
  private boolean kept;
  private @Nullable ResultListener listener; // of the last probe: mostly the same one, see send
  private boolean outstanding;
  private int sourcePort;
  private int synRetransmits;
  private long dueNanos;
  private long sentNanos;
  private long leftNanos; // the SYN, at the latest
  private @Nullable EgressPath path; // of the first failure on

  EpollTcpProber(
      EpollTcpProbers home,
      TcpSpec spec,
      String address,
      SockAddr target,
      EgressOptions egress,
      SourcePorts ports) {
    this.home = home;
    this.sockets = home.sockets();
    this.spec = spec;
    this.address = address;
    this.family = target.family();
    this.target = new byte[target.length()];
    target.buffer().get(0, this.target);
    this.head = target.buffer().getLong(0);
    this.egress = egress;
    this.ports = ports;
  }

  @Override
  public PortBudget ports() {
    return ports.budget(outstanding, home.nanoTime());
  }

  @Override
  public void send(long dueNanos, ResultListener listener) {
    if (outstanding) {
      throw new IllegalStateException("send: a probe is outstanding");
    }
    home.requireOpen();
    this.dueNanos = dueNanos;
    sourcePort = 0;
    synRetransmits = 0;
    sentNanos = home.nanoTime();
    PortRange own = ports.own();
    ProbeOutcome failure = own == null ? start() : startFrom(own);
    if (failure == null) {
      outstanding = true;
      if (!listener.equals(
          this.listener)) { // a write of a reference costs the collector a look at it
        this.listener = listener;
      }
    } else {
      listener.onResult(result(failure, home.nanoTime()));
    }
  }

  private @Nullable ProbeOutcome start() {
    if (fd != NONE) {
      if (connect() == 0) {
        return sent();
      }
      drop(); // What ails a used socket may be its past; a new one tells.
    }
    LocalFailure failure = open();
    if (failure == null && !egress.isEmpty()) {
      failure = egress.apply(fd);
    }
    return failure == null ? startFresh() : notProbed(failure);
  }

  private @Nullable ProbeOutcome startFrom(PortRange own) {
    int tries = Math.min(own.size(), PORT_TRIES);
    int ill = 0;
    for (int i = 0; i < tries; i++) {
      int port = ports.next(own, sentNanos);
      if (port == 0) {
        ill++;
        continue;
      }
      ProbeOutcome failure = startAt(port);
      if (failure != PORT_BUSY) {
        return failure;
      }
    }
    String detail = "ports " + own + ": " + (tries - ill) + " busy, " + ill + " quarantined";
    return new NotProbed(Reason.NO_SOURCE_PORT, detail);
  }

  private @Nullable ProbeOutcome startAt(int port) {
    LocalFailure failure = open();
    if (failure == null) {
      failure = egress.set(fd);
    }
    if (failure != null) {
      return notProbed(failure);
    }
    int errno = sockets.bind(fd, egress, family, port);
    if (errno == 0) {
      return startFresh();
    }
    drop();
    return errno == Errno.EADDRINUSE ? PORT_BUSY : notProbed(Errno.atBind(errno, "port " + port));
  }

  private @Nullable ProbeOutcome startFresh() {
    int errno = connect();
    if (errno == 0) {
      return sent();
    }
    drop();
    if (errno == Errno.EADDRNOTAVAIL && ports.own() != null) {
      return PORT_BUSY;
    }
    return errno == Errno.ECONNREFUSED
        ? new Rejected(Reason.REFUSED, "", home.nanoTime() - sentNanos)
        : notProbed(home.egress().refine(path(), refusal(errno), home.nanoTime()));
  }

  private LocalFailure refusal(int errno) {
    String call = "connect " + spec.target();
    LocalFailure failure = Refusals.of(call, errno, address, egress, home.own().routes());
    return failure.reason() == Reason.FAULT ? Errno.atConnect(errno, spec.target()) : failure;
  }

  private @Nullable LocalFailure open() {
    int opened = sockets.open(family);
    if (opened < 0) {
      return Errno.at("socket", Libc.errno());
    }
    fd = opened;
    ticket = home.watch().opened(opened, this);
    if (spec.close() != TcpClose.FIN) {
      sockets.abortOnClose(fd);
    }
    if (spec.synRetries() > 0) {
      sockets.synRetries(fd, spec.synRetries());
    }
    return null;
  }

  private int connect() {
    if (spec.close() == TcpClose.HALF_OPEN) {
      sockets.delayAck(fd); // a new connection starts without it, on a used socket too
    }
    sentNanos = home.nanoTime();
    int errno = sockets.connect(fd, target, head);
    leftNanos = home.nanoTime();
    return errno;
  }

  private @Nullable ProbeOutcome sent() {
    sourcePort = sockets.localPort(fd);
    if (watched) {
      return null;
    }
    watched = true;
    LocalFailure failure = home.watch().watch(fd, ticket);
    return failure == null ? null : notProbed(failure);
  }

  /** Something happened to a socket, perhaps one that is not ours any more. */
  void ready(int ticketOfEvent) {
    ResultListener waiting = listener;
    if (waiting == null || !outstanding || ticketOfEvent != ticket) {
      return;
    }
    ProbeResult result = look(Long.MAX_VALUE, home.nanoTime());
    if (result != null) {
      waiting.onResult(result);
    }
  }

  @Override
  public ProbeResult expire(long timeoutNanos) {
    if (!outstanding) {
      throw new IllegalStateException("expire: no probe is outstanding");
    }
    long nowNanos = home.nanoTime();
    ProbeResult result = look(timeoutNanos, nowNanos);
    return result != null
        ? result
        : silent(Leaving.silence(sentNanos, leftNanos, nowNanos, timeoutNanos), nowNanos);
  }

  private ProbeResult silent(ProbeOutcome outcome, long nowNanos) {
    return outcome instanceof NotProbed
        ? missed(outcome, nowNanos)
        : nothing(outcome, sockets.handover(fd), nowNanos);
  }

  /** Nothing came from the target: its failure only while this machine's network is in order. */
  private ProbeResult nothing(ProbeOutcome outcome, Handover handover, long nowNanos) {
    LocalFailure own = home.egress().explain(path(), handover, sentNanos, nowNanos);
    if (own == null || own.reason() == Reason.NO_ROUTE) {
      LocalFailure source = home.lostSource(sockets.localAddress(fd), egress, nowNanos);
      own = source == null ? own : source;
    }
    return own == null ? failed(outcome, nowNanos) : missed(notProbed(own), nowNanos);
  }

  private ProbeResult nothing(ProbeOutcome outcome, long nowNanos) {
    return nothing(outcome, Handover.LEFT, nowNanos);
  }

  private EgressPath path() {
    EgressPath known = path;
    if (known == null) {
      known = EgressPath.to(address, spec.egress());
      path = known;
    }
    return known;
  }

  /** The result if there is one: a handshake that took longer than the limit is none. */
  private @Nullable ProbeResult look(long limitNanos, long nowNanos) {
    long elapsedNanos = nowNanos - sentNanos;
    int state = sockets.look(fd);
    synRetransmits = sockets.synRetransmits();
    if (state == TcpSockets.SYN_SENT || state == TcpSockets.SYN_RECV) {
      IcmpError error = sockets.takeIcmpError(fd); // one that came too early to end the attempt
      return error == null ? null : rejected(error, nowNanos);
    }
    if (state == TcpSockets.CLOSE) {
      return closed(nowNanos);
    }
    long rttNanos = sockets.handshakeNanos(elapsedNanos);
    if (rttNanos > limitNanos) {
      return null;
    }
    return sourcePort == spec.port() && isOwn(addressText())
        ? rejected(Reason.REFUSED, "connected to itself: no other listens", nowNanos)
        : answered(rttNanos, nowNanos);
  }

  private ProbeResult answered(long rttNanos, long nowNanos) {
    if (spec.close() == TcpClose.FIN) {
      ports.closedByFin(nowNanos);
      drop();
    } else if (!keepable() || !sockets.disconnect(fd)) {
      drop();
    }
    ports.succeeded(sourcePort, nowNanos);
    return end(new Answered(rttNanos), nowNanos);
  }

  private boolean keepable() {
    kept = kept || (ports.own() == null && home.keep());
    return kept;
  }

  private ProbeResult closed(long nowNanos) {
    int errno = sockets.takeError(fd);
    IcmpError error = sockets.takeIcmpError(fd);
    if (error != null) {
      return rejected(error, nowNanos);
    }
    return switch (errno) {
      case Errno.ECONNREFUSED -> rejected(Reason.REFUSED, "", nowNanos);
      case Errno.ECONNRESET, Errno.EPIPE -> rejected(Reason.RESET, "", nowNanos);
      case Errno.ETIMEDOUT -> nothing(new Unanswered(nowNanos - sentNanos), nowNanos);
      case Errno.EHOSTUNREACH -> nothing(unreachable(Reason.HOST_UNREACHABLE, nowNanos), nowNanos);
      case Errno.ENETUNREACH -> nothing(unreachable(Reason.NET_UNREACHABLE, nowNanos), nowNanos);
      default -> missed(new NotProbed(Reason.FAULT, "connect: " + Errno.text(errno)), nowNanos);
    };
  }

  private Rejected unreachable(Reason reason, long nowNanos) {
    return new Rejected(reason, "", nowNanos - sentNanos);
  }

  private ProbeResult rejected(IcmpError error, long nowNanos) {
    boolean own = isOwn(error.offender()) || home.own().contains(error.offender(), nowNanos);
    if (error.offender().equals(addressText()) || !own) {
      return rejected(error.reason(), error.text(), nowNanos);
    }
    String text = error.text() + " (this machine's own report: ";
    return error.reason() == Reason.HOST_UNREACHABLE
        ? nothing(
            new Rejected(error.reason(), text + "no neighbour answered)", nowNanos - sentNanos),
            nowNanos)
        : missed(new NotProbed(Reason.NOT_PERMITTED, text + "a packet filter)"), nowNanos);
  }

  private boolean isOwn(String numeric) {
    return numeric.equals(sockets.localAddress(fd));
  }

  private String addressText() {
    return sockets.text(target);
  }

  private ProbeResult rejected(Reason reason, String detail, long nowNanos) {
    return failed(new Rejected(reason, detail, nowNanos - sentNanos), nowNanos);
  }

  /** The target's failure, unless the port is known to be ill. */
  private ProbeResult failed(ProbeOutcome outcome, long nowNanos) {
    return ports.failed(sourcePort, nowNanos)
        ? missed(new NotProbed(Reason.SOURCE_PORT_QUARANTINED, "port " + sourcePort), nowNanos)
        : missed(outcome, nowNanos);
  }

  private ProbeResult missed(ProbeOutcome outcome, long nowNanos) {
    abort();
    return end(outcome, nowNanos);
  }

  private ProbeResult end(ProbeOutcome outcome, long nowNanos) {
    outstanding = false;
    return result(outcome, nowNanos);
  }

  private ProbeResult result(ProbeOutcome outcome, long nowNanos) {
    return new ProbeResult(
        address, sourcePort, dueNanos, sentNanos, nowNanos, outcome, synRetransmits);
  }

  private NotProbed notProbed(LocalFailure failure) {
    abort();
    return new NotProbed(failure.reason(), failure.detail());
  }

  @Override
  public void close() {
    outstanding = false;
    abort();
  }

  /** Closes without a FIN, whatever the connection has become meanwhile. */
  private void abort() {
    if (fd != NONE && spec.close() == TcpClose.FIN) {
      sockets.abortOnClose(fd);
    }
    drop();
  }

  private void drop() {
    if (fd != NONE) {
      home.watch().release(fd);
      fd = NONE;
      watched = false;
    }
    if (kept) {
      home.unkeep();
      kept = false;
    }
  }
}
