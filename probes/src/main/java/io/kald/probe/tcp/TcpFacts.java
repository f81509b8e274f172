package io.kald.probe.tcp;

import io.kald.probe.FactKey;
import io.kald.probe.Facts;
import java.util.List;

/**
 * What a TCP probe reports besides its outcome. Hardly any has a fact: those share their object.
 */
final class TcpFacts {
  static final List<FactKey> SCHEMA = List.of(FactKey.SYN_RETRANSMITS, FactKey.CLOSED_AT_ONCE);

  private static final Facts CLOSED = Facts.NONE.with(FactKey.CLOSED_AT_ONCE);

  private TcpFacts() {}

  static Facts of(int synRetransmits, boolean closedAtOnce) {
    Facts facts = closedAtOnce ? CLOSED : Facts.NONE;
    return synRetransmits == 0 ? facts : facts.with(FactKey.SYN_RETRANSMITS, synRetransmits);
  }
}
