package io.kald.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.host.Link.Loss;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault a failure is, for each combination of facts that decides it. */
final class DiagnosisTest {
  private static final NeighbourTable FULL = new NeighbourTable(false, 1024, 1024, 7);

  @ParameterizedTest
  @CsvSource({
    // handover, no route, loss, gateway, neighbour, what is full -> reason
    "LEFT,    false, NOTHING,      false, UNKNOWN,    nothing,",
    "LEFT,    false, NOTHING,      false, RESOLVED,   nothing,",
    "LEFT,    false, NOTHING,      false, UNRESOLVED, nothing,",
    "LEFT,    false, NOTHING,      true,  RESOLVED,   nothing,",
    "LEFT,    false, NOTHING,      true,  ABSENT,     nothing,",
    "LEFT,    false, NOTHING,      true,  UNKNOWN,    nothing,",
    "LEFT,    false, NOTHING,      true,  UNRESOLVED, nothing, NO_GATEWAY",
    "WAITING, false, NOTHING,      true,  UNRESOLVED, nothing, NO_GATEWAY",
    "UNKNOWN, false, NOTHING,      true,  UNRESOLVED, table, NO_GATEWAY",
    "LEFT,    false, NOTHING,      false, ABSENT,     nothing,",
    "LEFT,    false, NOTHING,      false, UNRESOLVED, table,",
    "LEFT,    false, NOTHING,      false, RESOLVED,   table,",
    "UNKNOWN, false, NOTHING,      false, ABSENT,     table, NO_NEIGHBOUR_ENTRY",
    "REFUSED, false, NOTHING,      false, ABSENT,     table, NO_NEIGHBOUR_ENTRY",
    "UNKNOWN, false, NOTHING,      true,  ABSENT,     table, NO_NEIGHBOUR_ENTRY",
    "UNDELIVERED, false, NOTHING,  true,  RESOLVED,   nothing, NOT_PERMITTED",
    "UNDELIVERED, false, NOTHING,  true,  ABSENT,     nothing, NOT_PERMITTED",
    "UNDELIVERED, false, NOTHING,  true,  UNKNOWN,    nothing, NO_GATEWAY",
    "UNDELIVERED, false, NOTHING,  true,  UNRESOLVED, nothing, NO_GATEWAY",
    "UNDELIVERED, false, NOTHING,  false, UNRESOLVED, nothing,",
    "UNDELIVERED, false, NOTHING,  false, RESOLVED,   nothing, NOT_PERMITTED",
    "UNDELIVERED, false, NOTHING,  false, ABSENT,     nothing, NOT_PERMITTED",
    "UNDELIVERED, false, NOTHING,  false, UNKNOWN,    nothing,",
    "UNDELIVERED, false, NO_CARRIER, false, RESOLVED, nothing, NO_CARRIER",
    "LEFT,    true,  NOTHING,      false, UNKNOWN,    nothing, NO_ROUTE",
    "LEFT,    true,  NO_CARRIER,   false, UNKNOWN,    nothing, NO_CARRIER",
    "LEFT,    false, NO_CARRIER,   false, UNRESOLVED, nothing, NO_CARRIER",
    "WAITING, false, NO_CARRIER,   true,  UNRESOLVED, nothing, NO_CARRIER",
    "DROPPED, false, SWITCHED_OFF, false, UNKNOWN,    nothing, INTERFACE_DOWN",
    "LEFT,    true,  SWITCHED_OFF, false, UNKNOWN,    nothing, INTERFACE_DOWN",
    "DROPPED, false, NOTHING,      false, UNKNOWN,    nothing, NO_BUFFER",
    "REFUSED, false, NOTHING,      false, UNKNOWN,    nothing, NOT_PERMITTED",
    "REFUSED, false, NOTHING,      true,  RESOLVED,   conntrack, NO_BUFFER",
    "UNKNOWN, false, NOTHING,      false, UNKNOWN,    conntrack, NO_BUFFER",
    "UNKNOWN, false, NOTHING,      false, UNKNOWN,    nothing,",
    "LEFT,    false, NOTHING,      false, UNKNOWN,    conntrack,",
    "WAITING, false, NOTHING,      false, RESOLVED,   nothing, NO_BUFFER",
    "WAITING, false, NOTHING,      true,  RESOLVED,   nothing, NO_BUFFER",
    "WAITING, false, NOTHING,      false, UNRESOLVED, nothing,",
    "WAITING, false, NOTHING,      false, UNKNOWN,    nothing,",
  })
  void shouldBlameThisMachineOrNobody(
      Handover handover,
      boolean noRoute,
      Loss loss,
      boolean gateway,
      Neighbour neighbour,
      String full,
      @Nullable Reason reason) {
    LocalFailure failure =
        Diagnosis.of(
            new Facts(
                handover,
                noRoute ? "ENETUNREACH (network is unreachable)" : null,
                loss,
                "eth0",
                gateway ? "192.0.2.1" : null,
                neighbour,
                full.equals("table") ? FULL : null,
                full.equals("conntrack")));
    assertThat(failure == null ? null : failure.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "false, net.ipv4.neigh.default.gc_thresh3 = 1024",
    "true, net.ipv6.neigh.default.gc_thresh3 = 1024"
  })
  void shouldNameTheSysctl(boolean ipv6, String words) {
    Facts facts =
        new Facts(
            Handover.UNKNOWN,
            null,
            Loss.NOTHING,
            "eth0",
            null,
            Neighbour.ABSENT,
            new NeighbourTable(ipv6, 1024, 1024, 7),
            false);
    assertThat(Diagnosis.of(facts))
        .isNotNull()
        .satisfies(failure -> assertThat(failure.detail()).contains(words));
  }
}
