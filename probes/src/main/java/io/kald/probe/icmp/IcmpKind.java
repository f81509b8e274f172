package io.kald.probe.icmp;

import io.kald.probe.kind.ProbeKind;
import io.kald.probe.kind.ProbeLoop;
import io.kald.probe.kind.Probers;
import io.kald.probe.kind.Target;
import io.kald.schema.KeyValues;
import io.kald.schema.Row;
import java.util.List;
import java.util.Optional;

/** {@code type: icmp}. */
public final class IcmpKind implements ProbeKind<IcmpSpec> {
  private static final List<Row<IcmpSpec, ?>> ROWS =
      List.of(
          Row.of(IcmpKeys.PAYLOAD, IcmpSpec::payloadBytes)
              .option("BYTES", "Bytes after the ICMP header; 56 by default."),
          Row.of(IcmpKeys.DONT_FRAGMENT, IcmpSpec::dontFragment)
              .option("", "Sets DF: an echo larger than a link on the way carries is dropped."));

  @Override
  public String name() {
    return IcmpSpec.KIND;
  }

  @Override
  public String about() {
    return "an ICMP echo, as the CSS does when nothing is said";
  }

  @Override
  public String command() {
    return "Sends ICMP echoes to HOST.";
  }

  @Override
  public List<Row<IcmpSpec, ?>> rows() {
    return ROWS;
  }

  @Override
  public boolean flat() {
    return true;
  }

  @Override
  public boolean needsEpoll() {
    return true;
  }

  @Override
  public Optional<String> problem() {
    return IcmpProbers.permissionProblem();
  }

  @Override
  public IcmpSpec read(KeyValues values, Target target) {
    return new IcmpSpec(
        target.host(),
        target.family(),
        target.egress(),
        values.value(IcmpKeys.PAYLOAD),
        values.value(IcmpKeys.DONT_FRAGMENT));
  }

  @Override
  public Probers<IcmpSpec> open(ProbeLoop loop) {
    return IcmpProbers.on(loop);
  }
}
