package io.kald.probe.tcp;

import io.kald.probe.Egress;
import io.kald.probe.FactKey;
import io.kald.probe.PortRange;
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.kind.ProbeKind;
import io.kald.probe.kind.ProbeLoop;
import io.kald.probe.kind.Probers;
import io.kald.probe.kind.Target;
import io.kald.schema.Key;
import io.kald.schema.KeyValues;
import io.kald.schema.Row;
import java.util.List;
import java.util.Optional;

/** {@code type: tcp}. */
public final class TcpKind implements ProbeKind<TcpSpec> {
  private static final List<Row<TcpSpec, ?>> ROWS =
      List.of(
          Row.of(TcpKeys.PORT, TcpSpec::port).always(),
          Row.of(TcpKeys.CLOSE, TcpSpec::close)
              .option(
                  "HOW",
                  "How an answered connection ends: rst (default), fin, or half-open, which the"
                      + " server's application never sees."),
          Row.of(TcpKeys.SYN_RETRIES, TcpKind::synRetries)
              .option(
                  "N",
                  "How often the SYN of a probe may be sent again; the kernel's choice otherwise."
                      + " With 0 an answer may take 850ms at most."),
          Row.of(TcpKeys.RESET_IS, TcpSpec::resetIs)
              .option(
                  "WHAT",
                  "What a reset right after the handshake is: answered (default), or rejected; each"
                      + " connection is held for 100 ms then."),
          Row.<TcpSpec, Optional<PortRange>>of(
                  TcpKeys.SOURCE_PORTS, spec -> Optional.ofNullable(spec.egress().sourcePorts()))
              .option(
                  "FIRST-LAST", "Source ports that kald may use; the kernel's choice otherwise."));

  @Override
  public String name() {
    return TcpSpec.KIND;
  }

  @Override
  public String about() {
    return "a TCP handshake";
  }

  @Override
  public String command() {
    return "Connects to HOST:PORT and closes the connection at once.";
  }

  @Override
  public List<Row<TcpSpec, ?>> rows() {
    return ROWS;
  }

  @Override
  public boolean flat() {
    return true;
  }

  @Override
  public Key<Integer> port() {
    return TcpKeys.PORT;
  }

  @Override
  public Key<?> limiting() {
    return TcpKeys.SYN_RETRIES;
  }

  @Override
  public TcpSpec read(KeyValues values, Target target) {
    TcpClose close = values.value(TcpKeys.CLOSE);
    ResetIs resetIs = values.value(TcpKeys.RESET_IS);
    Egress egress = target.egress().from(values.value(TcpKeys.SOURCE_PORTS).orElse(null));
    if (close == TcpClose.HALF_OPEN && resetIs == ResetIs.REJECTED) {
      values.warn(
          values.has(TcpKeys.RESET_IS) ? TcpKeys.RESET_IS : TcpKeys.CLOSE,
          "reset-is rejected has no effect with tcp-close half-open, which completes no handshake");
    }
    return new TcpSpec(
        target.host(),
        values.value(TcpKeys.PORT),
        close,
        resetIs,
        target.family(),
        values.shared(egress),
        values.value(TcpKeys.SYN_RETRIES).orElse(Egress.KERNEL));
  }

  @Override
  public List<FactKey> facts() {
    return TcpFacts.SCHEMA;
  }

  @Override
  public String how(TcpSpec spec) {
    return ", closing by " + spec.close().word();
  }

  @Override
  public Probers<TcpSpec> open(ProbeLoop loop) {
    return TcpProbers.on(loop);
  }

  private static Optional<Integer> synRetries(TcpSpec spec) {
    return spec.synRetries() == Egress.KERNEL ? Optional.empty() : Optional.of(spec.synRetries());
  }
}
