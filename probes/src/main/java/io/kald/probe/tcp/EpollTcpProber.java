package io.kald.probe.tcp;

import io.kald.probe.Facts;
import io.kald.probe.Leaving;
import io.kald.probe.LocalFailure;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.host.Handover;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.Errno;
import io.kald.probe.net.ErrorQueue.IcmpError;
import io.kald.probe.net.Libc;
import io.kald.probe.net.SockAddr;
import io.kald.probe.tcp.EpollFailures.Ended;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One target's TCP probes on raw sockets. */
final class EpollTcpProber implements TcpProber {
  /** Own ports tried for one probe; a range in which so many in a row are busy is taken as full. */
  private static final int PORT_TRIES = 256;

  private static final int NONE = -1;

  /** Beyond the time of the handshake, how long a reset that is a failure is waited for. */
  static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

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
  private final FailureCheck check;

  // state
  private int fd = NONE;
  private int ticket; // of the socket, see SocketWatch
  private boolean watched;
  private boolean kept;
  private @Nullable ResultListener listener; // of the last probe: mostly the same one, see send
  private boolean outstanding;
  private boolean holding; // an answered connection
  private int sourcePort;
  private int synRetransmits;
  private boolean closedAtOnce;
  private long dueNanos;
  private long sentNanos;
  private long leftNanos; // the SYN, at the latest

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
    this.check = new FailureCheck(home, spec, address, egress);
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
    holding = false;
    sourcePort = 0;
    synRetransmits = 0;
    closedAtOnce = false;
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
        : notProbed(check.refused(errno, home.nanoTime()));
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
    sockets.sentFrom(check.lastAnswer());
    if (watched) {
      return null;
    }
    watched = true;
    LocalFailure failure = home.watch().watch(fd, ticket);
    return failure == null ? null : notProbed(failure);
  }

  /** Something happened to a socket, perhaps one that is not ours any more. */
  void ready(int ticketOfEvent) {
    if (outstanding && ticketOfEvent == ticket) {
      tell(look(Long.MAX_VALUE, spec.resetIs() == ResetIs.REJECTED, home.nanoTime()));
    }
  }

  private void tell(@Nullable ProbeResult result) {
    ResultListener waiting = listener;
    if (result != null && waiting != null) {
      waiting.onResult(result);
    }
  }

  /** Keeps an answered connection for a moment: the target may reset it. */
  private void hold(long rttNanos) {
    if (!holding) {
      holding = true;
      long heldNanos = sentNanos;
      home.later(rttNanos + HOLD_NANOS, () -> heldLongEnough(heldNanos));
    }
  }

  private void heldLongEnough(long heldNanos) {
    if (outstanding && holding && sentNanos == heldNanos) {
      tell(look(Long.MAX_VALUE, false, home.nanoTime()));
    }
  }

  @Override
  public ProbeResult expire(long timeoutNanos) {
    if (!outstanding) {
      throw new IllegalStateException("expire: no probe is outstanding");
    }
    long nowNanos = home.nanoTime();
    ProbeResult result = look(timeoutNanos, false, nowNanos);
    return result != null ? result : settle(silence(timeoutNanos, nowNanos), nowNanos);
  }

  private ProbeOutcome silence(long timeoutNanos, long nowNanos) {
    ProbeOutcome silence = Leaving.silence(sentNanos, leftNanos, nowNanos, timeoutNanos);
    return silence instanceof NotProbed ? silence : silent(silence, sockets.handover(fd), nowNanos);
  }

  @Override
  public ProbeOutcome tooLate(ProbeResult answered) {
    return silent(TcpProber.super.tooLate(answered), Handover.LEFT, home.nanoTime());
  }

  private ProbeOutcome silent(ProbeOutcome outcome, Handover handover, long nowNanos) {
    return check.silent(outcome, handover, fd, sourcePort, sentNanos, nowNanos);
  }

  /**
   * The result if there is one: a handshake that took longer than the limit is none.
   *
   * @param holds whether a connection that the target may still reset is kept for a moment
   */
  private @Nullable ProbeResult look(long limitNanos, boolean holds, long nowNanos) {
    long elapsedNanos = nowNanos - sentNanos;
    int state = sockets.look(fd);
    synRetransmits = sockets.synRetransmits();
    if (state == TcpSockets.SYN_SENT || state == TcpSockets.SYN_RECV) {
      IcmpError error = sockets.takeIcmpError(fd); // one that came too early to end the attempt
      return error == null
          ? null
          : settle(home.failures().icmp(fd, target, error, elapsedNanos, nowNanos), nowNanos);
    }
    if (state == TcpSockets.CLOSE) {
      Ended closed = home.failures().closed(fd, target, spec.resetIs(), elapsedNanos, nowNanos);
      return closed.outcome().rttNanosOr(0) > limitNanos ? null : settle(closed, nowNanos);
    }
    long rttNanos = sockets.handshakeNanos(elapsedNanos);
    if (rttNanos > limitNanos) {
      return null;
    }
    if (sourcePort == spec.port() && sockets.text(target).equals(sockets.localAddress(fd))) {
      return settle(EpollFailures.itself(elapsedNanos), nowNanos);
    }
    boolean closed = state == TcpSockets.CLOSE_WAIT;
    if (holds && !closed && spec.close() != TcpClose.HALF_OPEN) {
      hold(rttNanos);
      return null;
    }
    return answered(rttNanos, closed, nowNanos);
  }

  private ProbeResult answered(long rttNanos, boolean closed, long nowNanos) {
    check.answered(sentNanos, nowNanos);
    if (spec.close() == TcpClose.FIN) {
      if (!closed) { // Who closes first waits.
        ports.closedByFin(nowNanos);
      }
      drop();
    } else if (!keepable() || !sockets.disconnect(fd)) {
      drop();
    }
    ports.succeeded(sourcePort, nowNanos);
    closedAtOnce = closed;
    return end(new Answered(rttNanos), nowNanos);
  }

  private boolean keepable() {
    kept = kept || (ports.own() == null && home.keep());
    return kept;
  }

  private ProbeResult settle(Ended ended, long nowNanos) {
    closedAtOnce = ended.closedAtOnce();
    return settle(check.ended(ended, fd, sourcePort, sentNanos, nowNanos), nowNanos);
  }

  /**
   * Ends a probe whose connection is not there, or not any more. It is the target's failure unless
   * the port is known to be ill.
   */
  private ProbeResult settle(ProbeOutcome outcome, long nowNanos) {
    if (outcome instanceof Answered) {
      drop();
      ports.succeeded(sourcePort, nowNanos);
      return end(outcome, nowNanos);
    }
    return !(outcome instanceof NotProbed) && ports.failed(sourcePort, nowNanos)
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
    Facts facts = TcpFacts.of(synRetransmits, closedAtOnce);
    return new ProbeResult(address, sourcePort, dueNanos, sentNanos, nowNanos, outcome, facts);
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
