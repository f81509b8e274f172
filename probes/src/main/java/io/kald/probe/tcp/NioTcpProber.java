package io.kald.probe.tcp;

import io.kald.probe.Egress;
import io.kald.probe.Facts;
import io.kald.probe.Leaving;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.address.IpText;
import io.kald.probe.host.Handover;
import io.kald.probe.host.TargetCheck;
import io.kald.probe.net.NumericAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One target's TCP probes on the JDK's channels. */
final class NioTcpProber implements TcpProber {
  private static final int PORT_TRIES = 256;
  private static final NotProbed PORT_BUSY = new NotProbed(Reason.NO_SOURCE_PORT, "");

  // deps
  private final NioTcpProbers home;
  private final TcpSpec spec;
  private final String address;
  private final InetSocketAddress target;
  private final SourcePorts ports;
  private final TargetCheck check;

  // state
  private @Nullable NioAttempt attempt; // null: no probe is outstanding
  private boolean closedAtOnce;
  private long heldRttNanos; // of an answered connection that is held, else 0
  private int sourcePort;
  private long dueNanos;
  private long sentNanos;
  private long leftNanos; // the SYN, at the latest

  NioTcpProber(
      NioTcpProbers home,
      TcpSpec spec,
      String address,
      InetSocketAddress target,
      SourcePorts ports) {
    this.home = home;
    this.spec = spec;
    this.address = address;
    this.target = target;
    this.ports = ports;
    this.check =
        new TargetCheck(home.egress(), NioTcpProbers::missing, address, spec.port(), spec.egress());
  }

  @Override
  public PortBudget ports() {
    return ports.budget(attempt != null, home.nanoTime());
  }

  @Override
  public void send(long dueNanos, ResultListener listener) {
    if (attempt != null) {
      throw new IllegalStateException("send: a probe is outstanding");
    }
    home.requireOpen();
    this.dueNanos = dueNanos;
    heldRttNanos = 0;
    closedAtOnce = false;
    sourcePort = 0;
    sentNanos = home.nanoTime();
    PortRange own = ports.own();
    ProbeOutcome failure =
        needsNative(spec.egress()) || spec.synRetries() > 0
            ? new NotProbed(
                Reason.NOT_PERMITTED,
                "device, dscp, ttl, mark and syn-retries need the native transport")
            : own == null ? startAt(0, listener) : startFrom(own, listener);
    if (failure != null) {
      sourcePort = 0;
      listener.onResult(result(failure, home.nanoTime()));
    }
  }

  private static boolean needsNative(Egress egress) {
    return egress.device() != null
        || egress.dscp() != Egress.KERNEL
        || egress.ttl() != Egress.KERNEL
        || egress.mark() != Egress.KERNEL;
  }

  private @Nullable ProbeOutcome startFrom(PortRange own, ResultListener listener) {
    int tries = Math.min(own.size(), PORT_TRIES);
    int ill = 0;
    for (int i = 0; i < tries; i++) {
      int port = ports.next(own, sentNanos);
      if (port == 0) {
        ill++;
        continue;
      }
      ProbeOutcome failure = startAt(port, listener);
      if (failure != PORT_BUSY) {
        return failure;
      }
    }
    String detail = "ports " + own + ": " + (tries - ill) + " busy, " + ill + " quarantined";
    return new NotProbed(Reason.NO_SOURCE_PORT, detail);
  }

  private @Nullable ProbeOutcome startAt(int port, ResultListener listener) {
    SocketChannel channel;
    try {
      channel = SocketChannel.open();
    } catch (IOException e) {
      return NioFailures.local(e);
    }
    ProbeOutcome failure = bind(channel, port);
    if (failure == null) {
      failure = connect(channel);
    }
    if (failure != null) {
      closeUnused(channel);
      return failure;
    }
    attempt = new NioAttempt(this, channel, listener);
    home.began(this);
    attempt.watch(home.loop());
    return null;
  }

  private @Nullable ProbeOutcome bind(SocketChannel channel, int port) {
    String source = spec.egress().source();
    try {
      channel.configureBlocking(false);
      if (spec.close() != TcpClose.FIN) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      // Bound in any case: before it is connected the JDK does not tell a port it did not bind.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(
          source == null
              ? new InetSocketAddress(port)
              : new InetSocketAddress(NumericAddress.of(source), port));
      sourcePort = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      return null;
    } catch (BindException e) {
      return port != 0 && String.valueOf(e.getMessage()).contains("in use")
          ? PORT_BUSY
          : NioFailures.local(e);
    } catch (IOException e) {
      return NioFailures.local(e);
    }
  }

  private @Nullable ProbeOutcome connect(SocketChannel channel) {
    sentNanos = home.nanoTime();
    try {
      channel.connect(target);
      leftNanos = home.nanoTime();
      return null;
    } catch (BindException e) {
      return ports.own() == null ? NioFailures.atConnect(e, 0) : PORT_BUSY;
    } catch (IOException e) {
      return NioFailures.atConnect(e, home.nanoTime() - sentNanos);
    }
  }

  private static void closeUnused(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The connection is made or has failed. */
  void ready(NioAttempt made) {
    if (made == attempt) {
      long nowNanos = home.nanoTime();
      boolean holds = spec.resetIs() == ResetIs.REJECTED;
      tell(made, look(made, nowNanos - sentNanos, holds, nowNanos));
    }
  }

  private static void tell(NioAttempt made, @Nullable ProbeResult result) {
    if (result != null) {
      made.listener().onResult(result);
    }
  }

  @Override
  public ProbeResult expire(long timeoutNanos) {
    NioAttempt expired = attempt;
    if (expired == null) {
      throw new IllegalStateException("expire: no probe is outstanding");
    }
    long nowNanos = home.nanoTime();
    // When the answer came is not known here: one that is there unseen is taken as just in time.
    ProbeResult result =
        look(expired, Math.min(nowNanos - sentNanos, timeoutNanos), false, nowNanos);
    return result != null
        ? result
        : silent(expired, Leaving.silence(sentNanos, leftNanos, nowNanos, timeoutNanos), nowNanos);
  }

  private ProbeResult silent(NioAttempt expired, ProbeOutcome outcome, long nowNanos) {
    ProbeOutcome known =
        outcome instanceof NotProbed ? outcome : unlessOwnFault(expired, outcome, nowNanos);
    return end(expired, known, true, nowNanos);
  }

  @Override
  public ProbeOutcome tooLate(ProbeResult answered) {
    return check.judge(
        sent(null, answered.sentNanos()),
        TcpProber.super.tooLate(answered),
        Handover.LEFT,
        home.nanoTime());
  }

  private TargetCheck.Sent sent(@Nullable InetAddress source, long atNanos) {
    return new TargetCheck.Sent(
        source == null ? spec.egress().source() : IpText.of(source.getAddress()),
        sourcePort,
        atNanos);
  }

  /** The target's failure, unless this machine's network was not in order. */
  private ProbeOutcome unlessOwnFault(NioAttempt made, ProbeOutcome outcome, long nowNanos) {
    TargetCheck.Sent sent = sent(sourceOf(made.channel()), sentNanos);
    return check.judge(sent, outcome, Handover.UNKNOWN, nowNanos);
  }

  /** The source, or null: the JDK does not report it before the connection is made. */
  private static @Nullable InetAddress sourceOf(SocketChannel channel) {
    try {
      return channel.getLocalAddress() instanceof InetSocketAddress local
              && !local.getAddress().isAnyLocalAddress()
          ? local.getAddress()
          : null;
    } catch (IOException e) {
      return null; // Closed meanwhile: the silence is judged as it is.
    }
  }

  /** The result if there is one; {@code holds}: a connection is kept that may still be reset. */
  private @Nullable ProbeResult look(
      NioAttempt made, long elapsedNanos, boolean holds, long nowNanos) {
    if (heldRttNanos != 0) {
      return held(made, holds, nowNanos);
    }
    try {
      if (!made.channel().finishConnect()) {
        return null;
      }
      if (made.channel().getLocalAddress().equals(target)) {
        return end(made, ownEcho(elapsedNanos), true, nowNanos);
      }
    } catch (IOException e) {
      closedAtOnce = NioFailures.closedAtOnce(e);
      ProbeOutcome outcome =
          failure(made, NioFailures.afterConnect(e, spec.resetIs(), elapsedNanos), nowNanos);
      return end(made, outcome, !(outcome instanceof Answered), nowNanos);
    }
    if (holds && spec.close() != TcpClose.HALF_OPEN) {
      heldRttNanos = Math.max(1, elapsedNanos);
      made.awaitClose();
      home.later(
          heldRttNanos + EpollTcpProber.HOLD_NANOS,
          () -> tell(made, attempt == made ? held(made, false, home.nanoTime()) : null));
      return null;
    }
    return end(made, new Answered(elapsedNanos), false, nowNanos);
  }

  private @Nullable ProbeResult held(NioAttempt made, boolean holds, long nowNanos) {
    if (made.wasReset()) {
      closedAtOnce = true;
      Rejected reset = new Rejected(Reason.RESET, "", nowNanos - sentNanos);
      return end(made, reset, true, nowNanos);
    }
    return holds ? null : end(made, new Answered(heldRttNanos), false, nowNanos);
  }

  /** Who reports that the target is unreachable is not known here: it may be this machine. */
  private ProbeOutcome failure(NioAttempt made, ProbeOutcome outcome, long nowNanos) {
    boolean mayBeOwn =
        outcome.match(
            answered -> false,
            rejected ->
                rejected.reason() == Reason.HOST_UNREACHABLE
                    || rejected.reason() == Reason.NET_UNREACHABLE,
            unanswered -> true,
            notProbed -> false);
    if (outcome instanceof NotProbed error && !check.lastAnswer().excuses(nowNanos)) {
      return NioFailures.reported(error, nowNanos - sentNanos);
    }
    return mayBeOwn ? unlessOwnFault(made, outcome, nowNanos) : outcome;
  }

  private static Rejected ownEcho(long elapsedNanos) {
    return new Rejected(Reason.REFUSED, "connected to itself: no other listens", elapsedNanos);
  }

  private ProbeResult end(NioAttempt made, ProbeOutcome outcome, boolean failed, long nowNanos) {
    if (outcome instanceof Answered) {
      InetAddress source = sourceOf(made.channel());
      if (source != null) {
        check.lastAnswer().sentFrom(source.getAddress());
      }
      check.answered(sentNanos, nowNanos);
    }
    release(made, failed);
    if (outcome instanceof NotProbed) {
      return result(outcome, nowNanos);
    }
    if (failed) {
      return ports.failed(sourcePort, nowNanos)
          ? result(new NotProbed(Reason.SOURCE_PORT_QUARANTINED, "port " + sourcePort), nowNanos)
          : result(outcome, nowNanos);
    }
    if (spec.close() == TcpClose.FIN && !closedAtOnce) { // Who closes first waits.
      ports.closedByFin(nowNanos);
    }
    ports.succeeded(sourcePort, nowNanos);
    return result(outcome, nowNanos);
  }

  private void release(NioAttempt made, boolean failed) {
    attempt = null;
    home.ended(this);
    made.end(failed);
  }

  private ProbeResult result(ProbeOutcome outcome, long nowNanos) {
    Facts facts = TcpFacts.of(0, closedAtOnce);
    return new ProbeResult(address, sourcePort, dueNanos, sentNanos, nowNanos, outcome, facts);
  }

  @Override
  public void close() {
    NioAttempt dropped = attempt;
    if (dropped != null) {
      release(dropped, true);
    }
  }
}
