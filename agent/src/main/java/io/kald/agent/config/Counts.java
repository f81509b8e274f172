package io.kald.agent.config;

import io.kald.agent.text.Counted;

/**
 * What a configuration has of each kind.
 *
 * @param services besides phones, suspended ones included
 * @param keepalives besides phones
 * @param phones suspended ones included
 * @param callManagers that the phones name
 */
public record Counts(long services, long keepalives, long phones, long callManagers) {
  /** {@code 3 services on 2 keepalives, 500 phones on 2 call managers}. */
  public String inWords() {
    String others = Counted.of(services, "service") + " on " + Counted.of(keepalives, "keepalive");
    if (phones == 0) {
      return others;
    }
    String registered =
        Counted.of(phones, "phone") + " on " + Counted.of(callManagers, "call manager");
    return keepalives == 0 ? registered : others + ", " + registered;
  }

  /** The same for a line of the log: {@code services=3 keepalives=2}, phones where there are. */
  public String inPairs() {
    String others = "services=" + services + " keepalives=" + keepalives;
    return phones == 0 ? others : others + " phones=" + phones + " call-managers=" + callManagers;
  }
}
