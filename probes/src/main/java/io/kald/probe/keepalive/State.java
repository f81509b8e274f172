package io.kald.probe.keepalive;

import java.util.Locale;

/** The states of a CSS service, with the numbers SVCEXT-MIB gives them. */
public enum State {
  /** Taken out by the operator; not probed. */
  SUSPENDED(1),
  /** Gets no new connections. */
  DOWN(2),
  /** Answers. */
  ALIVE(4),
  /** Failed at least once since it was ALIVE, not often enough for DOWN; still gets connections. */
  DYING(5);

  private final int snmpValue;
  private final String word = name().toLowerCase(Locale.ROOT);

  State(int snmpValue) {
    this.snmpValue = snmpValue;
  }

  /** The state's number in SVCEXT-MIB. */
  public int snmpValue() {
    return snmpValue;
  }

  /** The state in lower case, for labels and JSON. */
  public String word() {
    return word;
  }
}
